import ArgumentParser
import ParlanceReports
import ParlanceSystem
import ParlanceTraining

/// Where the page of a model is written. Of every `train` and `evaluate`.
struct ReportOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write a page into a folder: index.html, with scores, curves, examples, data and settings, and its "
        + "pictures as SVG.",
      valueName: "folder"), completion: .directory)
  var report: String?

  /// Throws `InputError` where the page could not be written; creates nothing.
  func check() throws {
    guard let report else { return }
    try RunDirectory(report).check(.overwrite)
    let page = report + "/index.html"
    guard let bytes = try InputFile.contents(of: page) else { return }
    // The head names it, and the foot of those of earlier builds.
    let isOwn = String(decoding: bytes, as: UTF8.self).contains("arlance")
    guard isOwn else {
      throw InputError(
        .cannotCreate, file: page, "is there, and no page of parlance: choose another folder")
    }
  }

  /// Writes the page, if a folder was said.
  ///
  /// - Throws: `InputError` where it cannot be written.
  func write(_ page: @autoclosure () throws -> Report, _ common: CommonOptions) throws {
    guard let report else { return }
    let made = try page()
    try made.write(to: report)
    let pictures = made.pictures.map { $0.name + ".svg" }
    common.note("\(report): " + (["index.html"] + pictures).joined(separator: ", "))
  }
}

/// What a page shows one by one.
struct ReportLines: ParsableArguments {
  @Option(
    name: .customLong("report-lines"),
    help: ArgumentHelp(
      "Of --report: the lines or pairs that are drawn, by number. (default: 1,2,3)",
      valueName: "n,n,…"))
  var lines: String?

  /// The numbers, nil where none were said.
  ///
  /// - `report`: whether there is a page.
  /// - Throws: `ValidationError`.
  func numbers(_ report: ReportOption) throws -> [Int]? {
    if lines != nil, report.report == nil { throw ValidationError("--report-lines needs --report") }
    return try lines?.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let number = Int(part), number > 0 else {
        throw ValidationError(
          "--report-lines: expected numbers from 1 with commas between, found \(lines!)")
      }
      return number
    }
  }

  /// The numbers, where all are there.
  func numbers(_ report: ReportOption, upTo count: Int) throws -> [Int]? {
    let numbers = try numbers(report)
    for number in numbers ?? [] where number > count {
      throw InputError(.usage, "--report-lines: expected numbers up to \(count), found \(number)")
    }
    return numbers
  }
}
