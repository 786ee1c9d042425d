import Foundation
import Testing

/// `parlance classify check` and `parlance tag check`.
@Suite struct CheckCommandTests {
  private let folder = TemporaryFolder()

  private func findings(_ object: [String: Any]) throws -> [String] {
    let found = try #require(object["findings"] as? [[String: Any]])
    return found.map { finding in
      let file = (finding["file"] as? String ?? "").split(separator: "/").last ?? ""
      return
        "\(finding["kind"] ?? "") \(finding["severity"] ?? "") \(file):\(finding["line"] ?? "")"
    }
  }

  private func texts(_ count: Int) -> String {
    (0..<count).map { "__label__\($0 % 2 == 0 ? "ham" : "spam") this is text \($0)\n" }.joined()
  }

  @Test func nothingIsWrong() throws {
    let data = folder.write(texts(20), to: "train.txt")
    let outcome = try parlance("classify", "check", data)
    #expect(outcome.status == 0 && outcome.output.hasSuffix("\n\n0 problems, 0 notes\n"))
    #expect(outcome.output.contains("10  50.00 %\n"))
  }

  @Test func problemsOfTexts() throws {
    let train = folder.write(
      texts(20) + "__label__ham again\n__label__spam Again\n__label__ham  \n", to: "train.txt")
    let test = folder.write("__label__eggs new\n__label__ham this is text 0\n", to: "test.txt")
    let outcome = try parlance(
      "classify", "check", "--train", train, "--test", test, "--format", "json")
    #expect(outcome.status == 1)
    let object = try outcome.object()
    #expect(object["problems"] as? Int == 4 && object["notes"] as? Int == 1)
    #expect(
      try findings(object) == [
        "empty problem train.txt:23", "label problem test.txt:1", "label note train.txt:2",
        "leak problem test.txt:2", "conflict problem train.txt:21",
      ])
    let split = try #require((object["splits"] as? [[String: Any]])?.first)
    #expect(split["name"] as? String == "train.txt" && split["texts"] as? Int == 23)
    #expect(split["labels"] as? [String: Int] == ["ham": 12, "spam": 11])
    let text = try parlance("classify", "check", train, test)
    #expect(text.status == 1)
    #expect(
      text.output.contains(
        "\(train):21: problem: one text, different labels: ham (1×), spam (1×): \"again\" "
          + "(also \(train):22)\n"), "\(text.output)")
    #expect(text.output.hasSuffix("\n4 problems, 1 note\n"))
  }

  @Test func whatCannotBeRead() throws {
    let ragged = folder.write("text,label\na,x\nb,y,z\nc,x\nd\n", to: "ragged.csv")
    let outcome = try parlance("classify", "check", ragged, "--format", "json")
    #expect(outcome.status == 65)
    #expect(
      try findings(outcome.object()) == [3, 5].map { "structure problem ragged.csv:\($0)" })
    let cut = folder.write(Data([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 75]), to: "cut.txt.gz")
    let gzip = try parlance("classify", "check", cut, "--format", "json")
    #expect(gzip.status == 65)
    #expect(try findings(gzip.object()) == ["structure problem cut.txt.gz:1"])
    let bytes = Data(texts(4).utf8) + [0xE9, 0x0A] + Data("\u{FEFF}".utf8) + [0, 0x0A, 0xFF]
    let broken = folder.write(bytes, to: "broken.txt")
    let more = try parlance("classify", "check", broken, "--format", "json")
    #expect(more.status == 65)
    #expect(
      try findings(more.object()) == [5, 6, 7].map { "encoding problem broken.txt:\($0)" })
    #expect(try parlance("classify", "check", folder.file("none")).status == 66)
    #expect(try parlance("classify", "check").status == 64)
    #expect(try parlance("classify", "check", "-").status == 64)
    #expect(try parlance("classify", "check", ragged, "--text-column", "x").status == 65)
  }

  @Test func manyOfAKind() throws {
    let many = (0..<30).map { "__label__\($0 % 2 == 0 ? "a" : "b") text \($0 / 2)\n" }
    let data = folder.write(many.joined(), to: "many.txt")
    let text = try parlance("classify", "check", data)
    #expect(text.output.contains("\n… 5 more of this kind (conflict); --all lists them\n"))
    #expect(text.output.components(separatedBy: "different labels").count == 11)
    let all = try parlance("classify", "check", data, "--all")
    #expect(all.output.components(separatedBy: "different labels").count == 16)
  }
}

extension CheckCommandTests {
  @Test func problemsOfTags() throws {
    let train = folder.write(
      (0..<6).map { "Ann\($0) B-PER\nsaw O\nRome I-LOC\n\n" }.joined(), to: "train.conll")
    let test = folder.write("Ann1 B-PER\nsaw O\nx B-ORG\n\n", to: "test.conll")
    let outcome = try parlance("tag", "check", train, test, "--format", "json")
    #expect(outcome.status == 1)
    let object = try outcome.object()
    #expect(
      try findings(object) == (0..<6).map { "scheme problem train.conll:\(4 * $0 + 3)" } + [
        "label problem test.conll:3", "label note train.conll:3",
      ])
    let split = try #require((object["splits"] as? [[String: Any]])?.last)
    #expect(split["scheme"] as? String == "iob2" && split["tokens"] as? Int == 3)
    let text = try parlance("tag", "check", train, "--validation", test)
    #expect(
      text.output.contains("train.conll  IOB2            6      18   0.00 %"), "\(text.output)")
    #expect(text.output.contains("\(train):3: problem: I-LOC after O (IOB2)\n"))
    let ragged = folder.write("a B-X\nb\n", to: "ragged.conll")
    let broken = try parlance("tag", "check", ragged)
    #expect(
      broken.status == 65 && broken.output.contains("\(ragged):2: problem: expected 2 columns"))
  }
}
