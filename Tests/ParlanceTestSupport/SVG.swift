import Foundation
import Testing

/// Expects tags that open and close in order, and quotation marks that close.
public func expectWellFormed(_ xml: String) throws {
  var open: [Substring] = []
  for part in xml.split(separator: "<").map({ $0 }) where !part.isEmpty {
    let end = try #require(part.firstIndex(of: ">"))
    let tag = part[..<end]
    #expect(tag.count { $0 == "\"" } % 2 == 0)
    if tag.hasPrefix("/") {
      #expect(open.popLast() == tag.dropFirst())
    } else if !tag.hasSuffix("/") {
      open.append(tag.prefix { $0 != " " })
    }
  }
  #expect(open.isEmpty)
}

/// How many elements of a picture have a class: marks, cells, series.
public func elementCount(_ svg: String, _ kind: String) -> Int {
  svg.components(separatedBy: " class=\"\(kind)\"").count - 1
}
