import Foundation

/// Whether paths lead to the same place.
package enum PathOverlap {
  /// Whether both are one place, links followed.
  package static func isSame(_ a: String, _ b: String) -> Bool { isInside(a, b) && isInside(b, a) }

  /// Whether one path is the other or lies in it, links followed.
  package static func overlap(_ a: String, _ b: String) -> Bool {
    isInside(a, b) || isInside(b, a)
  }

  /// Whether a path is another or lies in it, links followed; `-`, a standard stream, never is.
  package static func isInside(_ path: String, _ other: String) -> Bool {
    path != "-" && other != "-" && resolved(path).hasPrefix(resolved(other))
  }

  /// Links in what is there of it are followed.
  private static func resolved(_ path: String) -> String {
    var (place, rest) = (URL(fileURLWithPath: path).standardizedFileURL, [String]())
    while place.path != "/", !FileManager.default.fileExists(atPath: place.path) {
      rest.insert(place.lastPathComponent, at: 0)
      place.deleteLastPathComponent()
    }
    return ([place.resolvingSymlinksInPath().path] + rest).joined(separator: "/") + "/"
  }
}
