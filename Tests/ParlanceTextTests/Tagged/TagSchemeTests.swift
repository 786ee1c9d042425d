import ParlanceText
import Testing

/// Tags between blanks.
private func tags(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

private func spans(_ text: String) -> String {
  EntitySpan.spans(of: tags(text))
    .map { "\($0.type)\($0.range.lowerBound)-\($0.range.upperBound)" }.joined(separator: " ")
}

@Suite struct TagSchemeTests {
  // What conlleval.pl (2004) counts for the same tags; those with E and S as seqeval's default.
  @Test(arguments: [
    ("B-X I-X O B-X", "X0-2 X3-4"), ("I-X I-X B-X", "X0-2 X2-3"), ("I-X I-Y", "X0-1 Y1-2"),
    ("O I-X O", "X1-2"), ("B-X I-Y I-Y", "X0-1 Y1-3"), ("B-X B-X", "X0-1 X1-2"), ("O O", ""),
    ("B I O I", "0-2 3-4"), ("S-X S-X B-X I-X E-X O", "X0-1 X1-2 X2-5"), ("E-X E-X", "X0-1 X1-2"),
    ("B-X S-X", "X0-1 X1-2"), ("B-a-b I-a-b", "a-b0-2"), ("", ""), ("NN VB", ""),
  ])
  func spansAsConlleval(_ text: String, _ expected: String) { #expect(spans(text) == expected) }

  @Test(arguments: [
    (TagScheme.iob1, "I-X I-X B-X O I-Y I-X"), (.iob2, "B-X I-X B-X O B-Y B-X"),
    (.iobes, "B-X E-X S-X O S-Y S-X"),
  ])
  func allSchemesSayTheSame(_ scheme: TagScheme, _ text: String) throws {
    let entities = EntitySpan.spans(of: tags("B-X I-X B-X O B-Y B-X"))
    #expect(EntitySpan.spans(of: tags(text)) == entities)
    #expect(scheme.tags(of: entities, count: 6) == tags(text))
    #expect(scheme.problem(in: tags(text)) == nil)
    let corpus = TaggedCorpus([
      TaggedSentence(tokens: tags("a b c d e f"), tags: tags(text))
    ])
    #expect(corpus.scheme == scheme)
    for other in TagScheme.allCases {
      let converted = try corpus.converted(to: other)
      #expect(converted.sentences[0].tags == other.tags(of: entities, count: 6))
    }
  }

  @Test(arguments: [
    (TagScheme.iob2, "O I-X", 1, "I-X after O"), (.iob2, "I-X", 0, "I-X at the beginning"),
    (.iob2, "B-X I-Y", 1, "I-Y after B-X"), (.iob2, "B-X S-X", 1, "S-X is no tag of IOB2"),
    (.iob1, "I-X O B-X", 2, "B-X after O"), (.iob1, "I-Y B-X", 1, "B-X after I-Y"),
    (.iobes, "B-X O", 1, "O after B-X"), (.iobes, "I-X", 0, "I-X at the beginning"),
    (.iobes, "S-X E-X", 1, "E-X after S-X"), (.iobes, "B-X E-Y", 1, "E-Y after B-X"),
    (.iobes, "O B-X", 1, "the sentence ends after B-X"), (.iob2, "O-X", 0, "O-X is no tag"),
  ])
  func whatBreaksAScheme(_ scheme: TagScheme, _ text: String, _ place: Int, _ message: String) {
    let found = scheme.problem(in: tags(text))
    #expect(found?.place == place && found?.message.hasPrefix(message) == true, "\(found as Any)")
  }

  @Test func repairsWhereAsked() throws {
    let corpus = TaggedCorpus(
      [
        TaggedSentence(tokens: ["a", "b"], tags: ["B-X", "I-X"], lines: [1, 2]),
        TaggedSentence(tokens: ["c", "d"], tags: ["O", "I-X"], lines: [4, 5]),
      ], file: "f")
    let error = inputError { _ = try corpus.converted(to: .iobes) }
    #expect(error?.file == "f" && error?.line == 5 && error?.message.contains("--repair") == true)
    #expect(corpus.problems(.iob2).map(\.line) == [5])
    let repaired = try corpus.converted(to: .iob2, repairing: true)
    #expect(repaired.sentences.map(\.tags) == [["B-X", "I-X"], ["O", "B-X"]])
  }

  @Test func wordClassesAreNoEntities() throws {
    #expect(!TagScheme.areEntityTags(["NOUN", "VERB"]) && !TagScheme.areEntityTags(["O", "X"]))
    #expect(TagScheme.areEntityTags(["O", "B-X"]) && !TagScheme.areEntityTags(["O"]))
    let corpus = TaggedCorpus([TaggedSentence(tokens: ["a"], tags: ["NOUN"])])
    #expect(corpus.scheme == nil)
    #expect(inputError { _ = try corpus.converted(to: .iob2) }?.kind == .badData)
  }
}
