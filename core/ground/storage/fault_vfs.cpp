#include "connection_state.h"

#include <base/fault.h>

#include <cerrno>
#include <mutex>

namespace luthier::storage {

namespace {

// SQLite's own files with one question before each call: is a fault due? The layout is what sqlite3_vfs asks
// for: our header first, the wrapped file behind it in the same allocation.
struct WrappedFile {
    sqlite3_file header;
    sqlite3_file* inner;
};

sqlite3_file* innerOf(sqlite3_file* file) {
    return reinterpret_cast<WrappedFile*>(file)->inner;
}

int codeOf(int errorNumber, int otherwise) {
    switch (errorNumber) {
    case ENOSPC:
    case EDQUOT:
        return SQLITE_FULL;
    case EROFS:
    case EACCES:
        return SQLITE_READONLY;
    default:
        return otherwise;
    }
}

int closeFile(sqlite3_file* file) {
    return innerOf(file)->pMethods->xClose(innerOf(file));
}

int readFile(sqlite3_file* file, void* to, int bytes, sqlite3_int64 offset) {
    if (const auto fault = dueFault(FaultPoint::Read))
        return codeOf(*fault, SQLITE_IOERR_READ);
    return innerOf(file)->pMethods->xRead(innerOf(file), to, bytes, offset);
}

int writeFile(sqlite3_file* file, const void* from, int bytes, sqlite3_int64 offset) {
    if (const auto fault = dueFault(FaultPoint::Write))
        return codeOf(*fault, SQLITE_IOERR_WRITE);
    return innerOf(file)->pMethods->xWrite(innerOf(file), from, bytes, offset);
}

int truncateFile(sqlite3_file* file, sqlite3_int64 size) {
    return innerOf(file)->pMethods->xTruncate(innerOf(file), size);
}

int syncFile(sqlite3_file* file, int flags) {
    if (const auto fault = dueFault(FaultPoint::Sync))
        return codeOf(*fault, SQLITE_IOERR_FSYNC);
    return innerOf(file)->pMethods->xSync(innerOf(file), flags);
}

int sizeOfFile(sqlite3_file* file, sqlite3_int64* size) {
    return innerOf(file)->pMethods->xFileSize(innerOf(file), size);
}
int lockFile(sqlite3_file* file, int level) {
    return innerOf(file)->pMethods->xLock(innerOf(file), level);
}
int unlockFile(sqlite3_file* file, int level) {
    return innerOf(file)->pMethods->xUnlock(innerOf(file), level);
}
int checkLock(sqlite3_file* file, int* result) {
    return innerOf(file)->pMethods->xCheckReservedLock(innerOf(file), result);
}
int controlFile(sqlite3_file* file, int operation, void* argument) {
    return innerOf(file)->pMethods->xFileControl(innerOf(file), operation, argument);
}
int sectorSize(sqlite3_file* file) {
    return innerOf(file)->pMethods->xSectorSize(innerOf(file));
}
int characteristics(sqlite3_file* file) {
    return innerOf(file)->pMethods->xDeviceCharacteristics(innerOf(file));
}
int mapShared(sqlite3_file* file, int page, int size, int extend, void volatile** memory) {
    return innerOf(file)->pMethods->xShmMap(innerOf(file), page, size, extend, memory);
}
int lockShared(sqlite3_file* file, int offset, int count, int flags) {
    return innerOf(file)->pMethods->xShmLock(innerOf(file), offset, count, flags);
}
void barrier(sqlite3_file* file) {
    innerOf(file)->pMethods->xShmBarrier(innerOf(file));
}
int unmapShared(sqlite3_file* file, int remove) {
    return innerOf(file)->pMethods->xShmUnmap(innerOf(file), remove);
}

constexpr sqlite3_io_methods kMethods = {
    .iVersion = 2, // without memory-mapped pages, whose writes would pass the seam by
    .xClose = closeFile,
    .xRead = readFile,
    .xWrite = writeFile,
    .xTruncate = truncateFile,
    .xSync = syncFile,
    .xFileSize = sizeOfFile,
    .xLock = lockFile,
    .xUnlock = unlockFile,
    .xCheckReservedLock = checkLock,
    .xFileControl = controlFile,
    .xSectorSize = sectorSize,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = mapShared,
    .xShmLock = lockShared,
    .xShmBarrier = barrier,
    .xShmUnmap = unmapShared,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int openFile(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* outFlags) {
    auto* inner = static_cast<sqlite3_vfs*>(vfs->pAppData);
    auto* wrapped = reinterpret_cast<WrappedFile*>(file);
    wrapped->header.pMethods = nullptr;
    if (const auto fault = dueFault(FaultPoint::Open))
        return codeOf(*fault, SQLITE_CANTOPEN);
    wrapped->inner = reinterpret_cast<sqlite3_file*>(wrapped + 1);
    const int code = inner->xOpen(inner, name, wrapped->inner, flags, outFlags);
    if (wrapped->inner->pMethods)
        wrapped->header.pMethods = &kMethods;
    return code;
}

sqlite3_vfs wrap(sqlite3_vfs* inner) {
    sqlite3_vfs vfs = *inner; // everything but opening goes straight to SQLite's own
    vfs.pNext = nullptr;
    vfs.zName = "luthier";
    vfs.szOsFile = static_cast<int>(sizeof(WrappedFile)) + inner->szOsFile;
    vfs.pAppData = inner;
    vfs.xOpen = openFile;
    return vfs;
}

} // namespace

const char* faultVfs() {
    // SQLite keeps the pointer for the life of the process.
    static sqlite3_vfs vfs = wrap(sqlite3_vfs_find(nullptr));
    static std::once_flag once;
    std::call_once(once, [] { sqlite3_vfs_register(&vfs, 0); });
    return vfs.zName;
}

} // namespace luthier::storage
