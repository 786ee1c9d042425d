import ParlanceVectors
import Testing

@Suite struct WordLookupTests {
  private let golden = GoldenVectors.all

  @Test func capitalLettersCountWhereAskedTo() {
    let exact = WordLookup(golden.index, caseSensitive: true)
    #expect(exact.place(of: "PARIS") == nil && exact.place(of: "paris") == 57)
    let folded = WordLookup(golden.index)
    #expect(folded.place(of: "PARIS") == 56 && folded.place(of: "zürich") == 59)
    let few = WordLookup(SimilarityIndex(golden.wordVectors, mostFrequent: 57))
    #expect(few.place(of: "paris") == 56 && few.place(of: "rome") == nil)
  }
}
