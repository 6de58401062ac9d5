#pragma once

#include <registry/part.h>
#include <registry/registry.h>

#include <support/temporary_folder.h>

#include <gtest/gtest.h>

namespace luthier::registry::tests {

/// A project that knows nothing but runs.
class RegistryProject : public testing::Test {
protected:
    RegistryProject()
        : m_project(std::move(
              *project::Project::create(m_folder / "p.luthier", "p", std::span(&projectPart(), 1)))) {}
    storage::Connection& db() { return m_project.database(); }
    project::Project& project() { return m_project; }

    luthier::tests::TemporaryFolder m_folder;
    project::Project m_project;
};

} // namespace luthier::registry::tests
