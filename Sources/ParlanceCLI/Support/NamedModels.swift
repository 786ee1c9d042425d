import ArgumentParser
import Foundation
import ParlanceLanguageModels

/// Several models, each by a name.
struct NamedModels: ParsableArguments {
  @Option(
    name: [.customShort("m"), .customLong("model")], parsing: .singleValue,
    help: ArgumentHelp(
      """
      The folder of a model, or an ARPA file; once for each. Its name is that of the folder unless \
      it is given.
      """, valueName: "[name=]model"),
    completion: .file())
  var given: [String] = []

  @Option(
    name: .customLong("prior"), parsing: .singleValue,
    help: ArgumentHelp(
      "How likely a model is before any text is seen. (default: all equally)",
      valueName: "name=share"))
  var shares: [String] = []

  func validate() throws {
    if given.isEmpty { throw ValidationError("Missing expected argument '--model <[name=]model>'") }
    let names = named.map(\.name)
    if let name = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw ValidationError("two models are called \(name); give --model name=\(name)")
    }
    _ = try priors
  }

  /// The names with the paths.
  var named: [(name: String, path: String)] { Self.named(given) }

  /// The same of any list of models.
  static func named(_ given: [String]) -> [(name: String, path: String)] {
    given.map { argument in
      let parts = argument.split(separator: "=", maxSplits: 1)
      if parts.count == 2, !FileManager.default.fileExists(atPath: argument) {
        return (String(parts[0]), String(parts[1]))
      }
      var name = URL(fileURLWithPath: argument).lastPathComponent
      for ending in [".gz", ".arpa"] where name.hasSuffix(ending) {
        name.removeLast(ending.count)
      }
      return (name, argument)
    }
  }

  /// One for each model, or nil where none is given.
  var priors: [Double]? {
    get throws {
      if shares.isEmpty { return nil }
      var left = shares
      let priors = try named.map { name, _ in
        guard let place = left.firstIndex(where: { $0.hasPrefix(name + "=") }) else {
          throw ValidationError("--prior: expected one for each model, found none for \(name)")
        }
        let text = left.remove(at: place).dropFirst(name.count + 1)
        guard let share = Double(text), share > 0, share.isFinite else {
          throw ValidationError("--prior \(name): expected a number above 0, found \(text)")
        }
        return share
      }
      if let extra = left.first {
        throw ValidationError("--prior \(extra): there is no such model, or it has a prior already")
      }
      return priors
    }
  }

  func load() throws -> [(name: String, model: any LanguageModeling)] {
    try named.map { ($0.name, try languageModel(at: $0.path)) }
  }
}
