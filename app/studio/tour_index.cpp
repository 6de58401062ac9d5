#include "tour.h"

#include <base/json.h>

namespace luthier::studio {
namespace {

/// Leafs with the arrow keys; the look stays while the picture changes. Colours are the browser's own.
const char* const kPage = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Luthier, page by page</title>
<meta name="color-scheme" content="light dark">
<style>
body { margin: 0; font: 14px system-ui, sans-serif; display: grid; grid-template-columns: 17rem 1fr; height: 100vh; }
nav { overflow: auto; padding: 1rem; } nav button { display: block; width: 100%; text-align: left; margin: 0 0 .2rem; }
nav button[aria-current] { font-weight: bold; } main { overflow: auto; padding: 1rem; }
img { max-width: 100%; border: 1px solid; } select { margin: 0 .5rem 1rem 0; }
</style></head><body>
<nav aria-label="Pictures"></nav>
<main><div id="looks"></div><h1></h1><img alt=""></main>
<script>
const tour = @TOUR@;
let stop = 0, look = 0;
const nav = document.querySelector('nav'), img = document.querySelector('img');
const choice = document.createElement('select');
choice.setAttribute('aria-label', 'Theme, language and width');
tour.looks.forEach((name, i) => choice.add(new Option(name, i)));
choice.onchange = () => { look = +choice.value; show(); };
document.getElementById('looks').append(choice, 'Arrow keys: left and right for pictures, up and down for looks');
tour.stops.forEach((each, i) => {
  const button = document.createElement('button');
  button.textContent = each.title;
  button.onclick = () => { stop = i; show(); };
  nav.append(button);
});
function show() {
  const file = tour.stops[stop].files[look];
  document.querySelector('h1').textContent = tour.stops[stop].title;
  img.src = file || ''; img.alt = file ? tour.stops[stop].title : 'no picture in this look';
  choice.value = look;
  [...nav.children].forEach((b, i) => i === stop ? b.setAttribute('aria-current', 'true') : b.removeAttribute('aria-current'));
}
addEventListener('keydown', event => {
  const step = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}[event.key];
  if (!step) return;
  event.preventDefault();
  stop = (stop + step[0] + tour.stops.length) % tour.stops.length;
  look = (look + step[1] + tour.looks.length) % tour.looks.length;
  show();
});
show();
</script></body></html>
)";

} // namespace

QString indexPage(const std::vector<Look>& looks, const QStringList& taken) {
    Json tour = {{"looks", Json::array()}, {"stops", Json::array()}};
    for (const Look& look : looks)
        tour["looks"].push_back(look.name().toStdString());
    for (const Stop& stop : stops()) {
        Json files = Json::array();
        bool any = false;
        for (const Look& look : looks) {
            const QString ending =
                QStringLiteral("-%1-%2.png").arg(QString::fromLatin1(stop.name), look.name());
            const auto found = std::find_if(taken.begin(), taken.end(), [&](const QString& file) {
                return file.size() == ending.size() + 2 && file.endsWith(ending);
            });
            any = any || found != taken.end();
            files.push_back(found == taken.end() ? std::string() : found->toStdString());
        }
        if (any)
            tour["stops"].push_back({{"title", stop.title}, {"files", files}});
    }
    return QString::fromUtf8(kPage).replace(QStringLiteral("@TOUR@"), QString::fromStdString(dumpJson(tour)));
}

} // namespace luthier::studio
