// Positions in the province's grid, computed as the engine does: longitude and latitude (WGS 84)
// -> datum shift of seven parameters -> transverse Mercator. The numbers come from the server
// (geo/grid.py); a test compares with the engine. Needs no Leaflet.
(function () {
  "use strict";

  var SECOND = Math.PI / 180 / 3600;

  // A grid with `toGrid(lon, lat)` -> [easting, northing] and `toDegrees(easting, northing)` -> [lon, lat].
  function grid(numbers) {
    var radians = Math.PI / 180;
    var a = numbers.semi_major_m;
    var f = 1 / numbers.inverse_flattening;
    var e2 = f * (2 - f);
    var e = Math.sqrt(e2);
    var n = f / (2 - f);
    var radius = (a / (1 + n)) * (1 + Math.pow(n, 2) / 4 + Math.pow(n, 4) / 64 + Math.pow(n, 6) / 256);
    // Krüger's series to the fourth power of n: below 0.1 mm within a zone of six degrees.
    var forward = [
      n / 2 - (2 * n * n) / 3 + (5 * Math.pow(n, 3)) / 16 + (41 * Math.pow(n, 4)) / 180,
      (13 * n * n) / 48 - (3 * Math.pow(n, 3)) / 5 + (557 * Math.pow(n, 4)) / 1440,
      (61 * Math.pow(n, 3)) / 240 - (103 * Math.pow(n, 4)) / 140,
      (49561 * Math.pow(n, 4)) / 161280,
    ];
    var back = [
      n / 2 - (2 * n * n) / 3 + (37 * Math.pow(n, 3)) / 96 - Math.pow(n, 4) / 360,
      (n * n) / 48 + Math.pow(n, 3) / 15 - (437 * Math.pow(n, 4)) / 1440,
      (17 * Math.pow(n, 3)) / 480 - (37 * Math.pow(n, 4)) / 840,
      (4397 * Math.pow(n, 4)) / 161280,
    ];
    var meridian = numbers.meridian_deg * radians;

    function conformal(lat) {
      var s = Math.sin(lat);
      return Math.sinh(Math.atanh(s) - e * Math.atanh(e * s));
    }

    function arc(t) {
      // Distance of a latitude from the equator along the meridian, as an angle.
      var xi = Math.atan(t);
      return forward.reduce(function (sum, value, place) {
        return sum + value * Math.sin(2 * (place + 1) * xi);
      }, xi);
    }

    var origin = arc(conformal(numbers.latitude_deg * radians));

    function project(lon, lat) {
      var t = conformal(lat);
      var xi = Math.atan2(t, Math.cos(lon - meridian));
      var eta = Math.atanh(Math.sin(lon - meridian) / Math.hypot(1, t));
      var y = xi;
      var x = eta;
      forward.forEach(function (value, place) {
        var times = 2 * (place + 1);
        y += value * Math.sin(times * xi) * Math.cosh(times * eta);
        x += value * Math.cos(times * xi) * Math.sinh(times * eta);
      });
      var factor = numbers.scale * radius;
      return [numbers.easting_m + factor * x, numbers.northing_m + factor * (y - origin)];
    }

    function unproject(easting, northing) {
      var factor = numbers.scale * radius;
      var y = (northing - numbers.northing_m) / factor + origin;
      var x = (easting - numbers.easting_m) / factor;
      var xi = y;
      var eta = x;
      back.forEach(function (value, place) {
        var times = 2 * (place + 1);
        xi -= value * Math.sin(times * y) * Math.cosh(times * x);
        eta -= value * Math.cos(times * y) * Math.sinh(times * x);
      });
      var wanted = Math.sin(xi) / Math.hypot(Math.sinh(eta), Math.cos(xi));
      var t = wanted;
      for (var turn = 0; turn < 5; turn += 1) {
        var sigma = Math.sinh(e * Math.atanh((e * t) / Math.hypot(1, t)));
        var found = t * Math.hypot(1, sigma) - sigma * Math.hypot(1, t);
        t += ((wanted - found) / Math.hypot(1, found)) * ((1 + (1 - e2) * t * t) / ((1 - e2) * Math.hypot(1, t)));
      }
      return [meridian + Math.atan2(Math.sinh(eta), Math.cos(xi)), Math.atan(t)];
    }

    function toSpace(lon, lat) {
      var normal = a / Math.sqrt(1 - e2 * Math.pow(Math.sin(lat), 2));
      return [
        normal * Math.cos(lat) * Math.cos(lon),
        normal * Math.cos(lat) * Math.sin(lon),
        normal * (1 - e2) * Math.sin(lat),
      ];
    }

    function fromSpace(p) {
      var flat = Math.hypot(p[0], p[1]);
      var lat = Math.atan2(p[2], flat * (1 - e2));
      for (var turn = 0; turn < 6; turn += 1) {
        var normal = a / Math.sqrt(1 - e2 * Math.pow(Math.sin(lat), 2));
        lat = Math.atan2(p[2] + e2 * normal * Math.sin(lat), flat);
      }
      return [Math.atan2(p[1], p[0]), lat];
    }

    var shift = numbers.shift;
    var rotation = shift.slice(3, 6).map(function (angle) {
      return angle * SECOND;
    });
    var stretch = 1 + (shift[6] || 0) * 1e-6;

    function turned(p, r) {
      return [
        p[0] - r[2] * p[1] + r[1] * p[2],
        r[2] * p[0] + p[1] - r[0] * p[2],
        -r[1] * p[0] + r[0] * p[1] + p[2],
      ];
    }

    function toWgs84(p) {
      return turned(p, rotation).map(function (value, axis) {
        return shift[axis] + stretch * value;
      });
    }

    function fromWgs84(p) {
      // The angles are so small that their square is nothing: a turn back is a turn by minus that.
      var moved = p.map(function (value, axis) {
        return (value - shift[axis]) / stretch;
      });
      return turned(
        moved,
        rotation.map(function (angle) {
          return -angle;
        })
      );
    }

    return {
      name: numbers.name,
      toGrid: function (lon, lat) {
        var place = [lon * radians, lat * radians];
        if (shift.length) place = fromSpace(fromWgs84(toSpace(place[0], place[1])));
        return project(place[0], place[1]);
      },
      toDegrees: function (easting, northing) {
        var place = unproject(easting, northing);
        if (shift.length) place = fromSpace(toWgs84(toSpace(place[0], place[1])));
        return [place[0] / radians, place[1] / radians];
      },
    };
  }

  globalThis.ranhGrid = grid;
})();
