import Foundation
import Testing

/// What README shows works as it stands there, in its order, from an empty folder.
///
/// The files that README takes for given are small; and so are times: what is 10 minutes there is a moment
/// here (`shortened`). A line that README gains is run too.
@Suite struct ReadmeTests {
  private let folder = TemporaryFolder()

  private static let readme = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("README.md")

  /// Lines of blocks that call the command, at their beginning or behind a pipe.
  static func commands(of text: String) -> [String] {
    let blocks = text.components(separatedBy: "\n```").enumerated().filter { $0.offset % 2 == 1 }
    return blocks.flatMap { block -> [String] in
      let lines = block.element.split(separator: "\n", omittingEmptySubsequences: false)
      // Of a block of Swift there is nothing to run.
      guard lines.first?.isEmpty == true else { return [] }
      return lines.map(String.init).filter { $0.contains(#/(^|\|\s*)parlance\s/#) }
    }
  }

  /// Options that say how long something takes, and what they are here.
  ///
  /// A server, which would not end by itself, is stopped after some seconds; without it the command says so (69).
  private static func shortened(_ command: String) -> String {
    if command.hasPrefix("parlance serve") {
      return command
        + " & sleep 4; kill $! 2>/dev/null; wait $!; case $? in 0 | 69) ;; *) false;; esac"
    }
    return command.replacing("--budget 10", with: "--budget 0.0001")
      .replacing(#/--autotune \d+/#, with: "--autotune 1")
  }

  private func writeTexts() {
    let places = ["in the dark house", "by the sea", "on a small hill", "near the old town"]
    let people = ["my sister", "the old man", "a dog", "I"]
    func text(_ lines: Int, from first: Int) -> String {
      (first..<first + lines).map { line in
        "It was a \(["dark", "day", "dog"][line % 3]) and \(people[line % 4]) lived \(places[line / 2 % 4]) ."
      }.joined(separator: "\n") + "\n"
    }
    for (name, lines) in [
      ("book", 60), ("poe", 40), ("other", 10), ("held-out", 20), ("chapter", 10),
      ("sentences", 5), ("train", 60), ("test", 10),
    ] { folder.write(text(lines, from: lines), to: name + ".txt") }
    for (name, rows) in [("train", 0..<40), ("test", 40..<50)] {
      let lines = rows.map {
        $0 % 2 == 0 ? "good,a lovely day \($0)\n" : "bad,a sad evening \($0)\n"
      }
      folder.write("label,text\n" + lines.joined(), to: name + ".csv")
    }
    let pairs = [("a good day", "ein guter Tag"), ("a bad night", "eine schlechte Nacht")]
    folder.write(
      (0..<24).map { "\(pairs[$0 % 2].0) \($0)\t\(pairs[$0 % 2].1) \($0)\n" }.joined(),
      to: "pairs.tsv")
    let words = ["the", "cat", "sees", "a", "lovely", "day", "sad", "evening"]
    let vectors = words.enumerated().map { place, word in
      word + (0..<50).map { " \(Double(($0 * 7 + place * 3) % 11) / 10)" }.joined()
    }
    folder.write(vectors.joined(separator: "\n") + "\n", to: "glove.6B.50d.txt")
    func sentences(_ count: Int) -> String {
      (0..<count).map { number in
        zip(
          ["the", number % 2 == 0 ? "cat" : "dog", "sees", "a", "day"],
          ["DET", "NOUN", "VERB", "DET", "NOUN"]
        ).enumerated().map { place, token in
          "\(place + 1)\t\(token.0)\t_\t\(token.1)\t_\t_\t0\t_\t_\t_\n"
        }.joined() + "\n"
      }.joined()
    }
    for (name, count) in [("train", 30), ("test", 8), ("sentences", 4)] {
      folder.write(sentences(count), to: name + ".conllu")
    }
  }

  @Test func everyCommandWorks() throws {
    writeTexts()
    let commands = Self.commands(of: try String(contentsOf: Self.readme, encoding: .utf8))
    #expect(commands.count >= 25)
    let place = try Command.executable.deletingLastPathComponent().path
    for command in commands {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", Self.shortened(command)]
      process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
      let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
      process.environment = ProcessInfo.processInfo.environment
        .merging(["PATH": place + ":" + path]) { $1 }
      folder.write("", to: "log")
      let log = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.file("log")))
      (process.standardOutput, process.standardError) = (log, log)
      process.standardInput = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0, "\(command): \(folder.read("log"))")
    }
    #expect(folder.exists("chapter.svg") && folder.exists("book.arpa.gz"))
    #expect(folder.read("tagged.conllu").contains("NOUN"))
  }

  @Test func aCommandIsSeenWhereverItStands() {
    let text = """
      # Title
      ```
      parlance lm train --train book.txt
      echo "x" | parlance classify predict --model m
      swift run parlance-examples cliff pictures
      python compare.py --parlance .build/release/parlance
      ```
      parlance outside
      ```swift
      parlance inside
      ```
      """
    #expect(
      Self.commands(of: text) == [
        "parlance lm train --train book.txt", #"echo "x" | parlance classify predict --model m"#,
      ])
  }
}
