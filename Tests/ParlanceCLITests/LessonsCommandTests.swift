import Foundation
import ParlanceTestSupport
import Testing

@testable import ParlanceLessons

/// `parlance lessons`.
@Suite struct LessonsCommandTests {
  private let folder = TemporaryFolder()

  @Test func allAreListedInOrder() throws {
    let list = try parlance("lessons")
    #expect(list.status == 0 && list.lines[0] == "A. Units and feed-forward networks")
    let names = list.lines.filter { $0.hasPrefix("  ") }.map { line in
      String(line.dropFirst(2).prefix { $0 != " " })
    }
    #expect(names == Course.lessons.map(\.name))
    #expect(list.output.contains("Gradients that vanish and explode (E3)"))
  }

  @Test func theListAsJSON() throws {
    let list = try parlance("lessons", "--format", "json")
    let lessons = try #require(
      try JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [[String: Any]])
    #expect(lessons.count == Course.lessons.count)
    #expect(lessons[0]["name"] as? String == "unit" && lessons[0]["rows"] as? [String] == ["A1"])
  }

  @Test func oneIsWorkedOutOnTheTerminal() throws {
    let run = try parlance("lessons", "run", "vanishing-gradients")
    #expect(run.status == 0 && run.errors.isEmpty)
    for part in [
      "Gradients that vanish and explode (E3)", "  1.1⁵⁰ = 117.4", "  0.9⁵⁰ = 0.00515",
      "Gradients at each step of a recurrent network", "* |λ| = 0.7", "Exercise\n--------",
      "parlance show gradients --model",
    ] { #expect(run.output.contains(part), "\(part)") }
    #expect(!run.output.contains("\u{1B}["))
  }

  @Test func oneAsJSON() throws {
    let object = try parlance("lessons", "run", "unit", "--format", "json").object()
    let values = try #require(object["values"] as? [[String: Any]])
    let z = try #require(values.first { $0["name"] as? String == "z" }?["value"] as? Double)
    #expect(abs(z - 0.87) < 1e-9)
    #expect((object["pictures"] as? [[String: Any]])?.count == 1)
  }

  @Test func answersAreJudged() throws {
    let right = try parlance("lessons", "run", "unit", "--check", "0.59")
    #expect(right.status == 0 && right.output.hasPrefix("Right. z is now w · x alone"))
    let wrong = try parlance("lessons", "run", "unit", "--check", "0.37")
    #expect(wrong.status == 1 && wrong.output.hasPrefix("Not yet. That is z."))
    let negative = try parlance("lessons", "run", "update-rules", "--check", "-0.29")
    #expect(negative.status == 0, "\(negative.errors)")
    let json = try parlance("lessons", "run", "unit", "--check", "0.37", "--format", "json")
    #expect(json.status == 1)
    #expect(try json.object()["isRight"] as? Bool == false)
    let strange = try parlance("lessons", "run", "unit", "--check", "much")
    #expect(
      strange.status == 64
        && strange.errors.contains(
          "--check: expected an answer of the form: a number to 2 decimals; found")
    )
  }

  @Test func aPageOfOne() throws {
    let path = folder.file("page")
    let run = try parlance("lessons", "run", "computation-graph", "--html", path)
    #expect(run.status == 0 && run.output == "\(path)/index.html\n")
    #expect(folder.read("page/index.html").contains("<h1>A computation graph</h1>"))
    #expect(folder.read("page/computation-graph.svg").hasPrefix("<svg"))
    #expect(try parlance("lessons", "run", "unit", "--html", path).status == 73)
    #expect(try parlance("lessons", "run", "unit", "--html", path, "--overwrite").status == 0)
  }

  @Test func misspeltNamesGetTheNearestOnes() throws {
    let near = try parlance("lessons", "run", "vanishing-gradient")
    #expect(
      near.status == 64
        && near.errors.contains(
          "there is no lesson vanishing-gradient; did you mean vanishing-gradients")
    )
    #expect(try parlance("lessons", "run", "vanishing").errors.contains("vanishing-gradients?"))
    #expect(try parlance("lessons", "run", "zzzz").errors.contains("`parlance lessons` lists them"))
    #expect(try parlance("lessons", "rum").errors.contains("did you mean run?"))
    let both = try parlance("lessons", "run", "unit", "--check", "1", "--html", "x")
    #expect(both.status == 64)
  }

  /// Each command that a lesson or the table of the lectures names is there, with its options.
  @Test func commandsToGoOnWithAreThere() throws {
    let table = try LectureRow.all().map(\.command)
    var helps: [[String]: String] = [:]
    for command in Course.lessons.flatMap(\.commands) + table {
      let found = try CommandWords(command)
      if helps[found.path] == nil {
        let help = try Command(found.path + ["--help"]).finish()
        #expect(help.status == 0, "\(command): \(help.errors)")
        helps[found.path] = help.output
      }
      let help = helps[found.path]!
      for option in found.options {
        let isThere = ["\(option) ", "\(option)\n", "\(option)/"].contains(where: help.contains)
        #expect(isThere, "\(command): \(option)")
      }
    }
  }
}

/// What a shell command asks of `parlance`: the words before its first argument, and its options.
struct CommandWords {
  let path: [String]
  let options: [String]

  init(_ command: String) throws {
    let call = try #require(
      command.components(separatedBy: " | ").first { $0.hasPrefix("parlance ") }, "\(command)")
    let words = call.split(separator: " ").dropFirst().map(String.init)
    let groups: Set = [
      "lm", "classify", "tag", "translate", "vectors", "subwords", "show", "export", "bench",
      "lessons",
    ]
    path = Array(words.prefix(words.first.map(groups.contains) == true ? 2 : 1))
    options = words.filter { $0.hasPrefix("--") }
  }
}
