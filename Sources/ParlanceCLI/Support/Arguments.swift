import ArgumentParser
import Foundation
import ParlanceArrays
import ParlanceSystem

/// The words of the command line.
struct Arguments {
  /// As the parser takes them: a negative number after an option is the option's value.
  let words: [String]

  /// The process's own words, without the program's name.
  ///
  /// The runtime looks for them in `/proc`, which a bare root does not have; the C library has them.
  static var pointers: [UnsafeMutablePointer<CChar>] {
    var count: Int32 = 0
    let all = SystemCalls.arguments(&count) ?? CommandLine.unsafeArgv
    if count == 0 { count = CommandLine.argc }
    return (1..<max(1, Int(count))).compactMap { all[$0] }
  }

  /// The same as text.
  static var given: [String] { pointers.map { String(cString: $0) } }

  /// Takes the words of a command line.
  ///
  /// - Throws: `InputError` where one is not UTF-8: its name would become that of another file.
  init(checking pointers: [UnsafeMutablePointer<CChar>]) throws {
    let words = try pointers.enumerated().map { place, pointer in
      guard let word = String(validatingCString: pointer) else {
        throw InputError(
          .usage,
          "word \(place + 1) of the command line: expected UTF-8, found "
            + String(cString: pointer))
      }
      return word
    }
    self.init(words)
  }

  init(_ words: [String]) {
    var joined: [String] = []
    var isOver = false
    for word in words {
      if let last = joined.last, !isOver, last.hasPrefix("--"), !last.contains("="),
        word.wholeMatch(of: #/-(\d|\.\d|inf|nan).*/#) != nil
      {
        joined[joined.count - 1] = last + "=" + word
      } else {
        joined.append(word)
      }
      isOver = isOver || word == "--"
    }
    self.words = joined
  }

  /// The words with a "help" among the commands put first, where the parser takes it.
  func asking(_ root: any ParsableCommand.Type) -> [String] {
    var command = root
    for (place, word) in words.enumerated() {
      let commands = command.configuration.subcommands
      if word == "help" && !commands.isEmpty {
        return ["help"] + words[..<place] + words[(place + 1)...]
      }
      guard let next = commands.first(where: { $0.configuration.commandName == word }) else {
        break
      }
      command = next
    }
    return words
  }

  /// Throws where a word stands in a command's place that is none.
  func checkCommands(_ root: any ParsableCommand.Type) throws {
    var (command, path) = (root, "parlance")
    for word in asking(root) where !(path == "parlance" && word == "help") {
      let commands = command.configuration.subcommands
      if commands.isEmpty || word.hasPrefix("-") { return }
      let names = commands.compactMap { $0.configuration.commandName }
      guard let place = names.firstIndex(of: word) else {
        let near = Spelling.nearest(to: word, in: names)
        throw InputError(
          .usage,
          "\(path) has no command \(word); "
            + (near.map { "did you mean \($0)?" }
              ?? "its commands are " + names.joined(separator: ", ")))
      }
      (command, path) = (commands[place], path + " " + word)
    }
  }

  /// Throws where an option is none of the command's.
  func checkOptions(_ root: any ParsableCommand.Type) throws {
    var (command, path, rest) = (root, "parlance", words[...])
    while let word = rest.first,
      let next = command.configuration.subcommands.first(where: {
        $0.configuration.commandName == word
      })
    {
      (command, path, rest) = (next, path + " " + word, rest.dropFirst())
    }
    let names = Self.options(of: command)
    for word in rest.prefix(while: { $0 != "--" }) where word.hasPrefix("--") {
      let said = String(word.dropFirst(2).prefix { $0 != "=" })
      if names.contains(said) { continue }
      let near = Spelling.nearest(to: said, in: names)
      throw InputError(
        .usage,
        "\(path) has no option --\(said); "
          + (near.map { "did you mean --\($0)?" } ?? "\(path) --help lists its options"))
    }
  }

  /// The long names of a command's options, without their dashes.
  private static func options(of command: any ParsableCommand.Type) -> [String] {
    struct Tool: Decodable {
      struct Name: Decodable {
        let kind: String
        let name: String
      }
      struct Argument: Decodable { let names: [Name]? }
      struct Command: Decodable { let arguments: [Argument]? }
      let command: Command
    }
    let tool = try? JSONDecoder().decode(Tool.self, from: Data(command._dumpHelp().utf8))
    let names = (tool?.command.arguments ?? []).flatMap { $0.names ?? [] }
    // The parser's own are not among them.
    return names.filter { $0.kind == "long" }.map(\.name)
      + ["help", "version", "generate-completion-script", "experimental-dump-help"]
  }
}

extension SettingProblem {
  /// Names of settings that options have otherwise.
  private static let names = [
    "filterCount": "filters", "frozenEpochs": "thaw-after", "addend": "add-k",
    "isMultiLabel": "multi-label", "lowercased": "lowercase", "models": "model",
    "weights": "weight", "clipping": "clip-norm",
  ]

  /// The name of the option that sets a setting.
  static func option(_ setting: String) -> String {
    names[setting]
      ?? setting.reduce(into: "") { $0 += $1.isUppercase ? "-\($1.lowercased())" : "\($1)" }
  }

  /// As a command line has it.
  var ofOption: String { "--\(Self.option(setting)): expected \(expected), found \(found)" }
}

extension InputError {
  /// As a command line has it: what is wrong with an option is said of the option.
  var shown: String {
    guard kind == .usage, let problem else { return description }
    return problem.ofOption
  }
}
