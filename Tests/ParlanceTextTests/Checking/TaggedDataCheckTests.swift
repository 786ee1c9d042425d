import Testing

@testable import ParlanceText

@Suite struct TaggedDataCheckTests {
  private func corpus(_ text: String, _ name: String = "") throws -> TaggedCorpus {
    try withFile(text) { try TaggedCorpus.read(path: $0) }
  }

  private func summary(_ check: TaggedDataCheck) -> [String] {
    check.findings.map { found in
      "\(found.kind.rawValue) \(found.severity.rawValue) \(found.line) \(found.message)"
    }
  }

  private let people = "Ann B-PER\nLee I-PER\nsaw O\nBob B-PER\nin O\nRome B-LOC\n\n"

  @Test func schemes() throws {
    let train = try corpus(people + "a O\nb I-LOC\n\nx B-LOC\nI I-PER\n")
    let other = try corpus("Ann S-PER\nsaw O\n\n")
    let check = TaggedDataCheck([("training", train), ("test", other)])
    #expect(
      summary(check).filter { $0.hasPrefix("scheme") } == [
        "scheme problem 9 I-LOC after O (IOB2)", "scheme problem 12 I-PER after B-LOC (IOB2)",
        "scheme problem 1 test has IOBES, training has IOB2",
      ])
    #expect(check.splits.map(\.scheme) == [.iob2, .iobes])
    #expect(check.splits[0].labels == ["PER": 3, "LOC": 3])
    #expect(check.splits[1].unknownTokens == 0 && check.splits[0].tokens == 10)
  }

  @Test func repeatedSentences() throws {
    let train = try corpus(people + "a O\n")
    let test = try corpus(people.replacing("B-LOC", with: "O") + "a O\n")
    #expect(
      summary(TaggedDataCheck([("training", train), ("test", test)])) == [
        "balance note 1 the entity type PER is there only 2 times in training",
        "balance note 6 the entity type LOC is there only once in training",
        "label note 6 the entity type LOC is not in test: nothing there says how well it is found",
        "conflict problem 6 one sentence, different tags: \"Rome\" is B-LOC and O in "
          + "\"Ann Lee saw Bob in Rome\"",
        "leak problem 1 the sentence is in test and in training: \"Ann Lee saw Bob in Rome\"",
      ])
  }

  @Test func tagsThatMarkNoEntities() throws {
    let train = try corpus((0..<6).map { "w\($0) NOUN\nx\($0) VERB\n\n" }.joined())
    let test = try corpus("w1 NOUN\nfoo X\n")
    let check = TaggedDataCheck([("training", train), ("test", test)])
    #expect(
      summary(check) == [
        "label problem 2 the tag X of test (1×) is not in training: no model can find it",
        "label note 2 the tag VERB is not in test: nothing there says how well it is found",
      ])
    #expect(check.splits[1].unknownTokens == 0.5 && check.splits[0].scheme == nil)
  }

  @Test func entitiesOfOneTypeAreToldFromAllElse() throws {
    let train = try corpus(String(repeating: "in O\nRome B-LOC\n\n", count: 6))
    #expect(TaggedDataCheck([("training", train)]).findings.filter { $0.kind == .balance } == [])
    let tags = try corpus("in X\nRome X\n\na X\n")
    #expect(
      summary(TaggedDataCheck([("training", tags)])).contains(
        "balance problem 1 training has only the tag X: there is nothing to tell apart"))
    let one = try corpus("in O\nRome B-LOC\n")
    #expect(
      summary(TaggedDataCheck([("training", one)])).contains(
        "balance problem 1 training has one sentence: none can be held out without --validation"))
  }

  @Test func nothing() {
    #expect(TaggedDataCheck([]).findings == [])
    #expect(TaggedDataCheck([("training", TaggedCorpus([]))]).splits[0].unknownTokens == 0)
  }
}
