import ParlanceNN
import Testing

@Suite struct TokenClassesTests {
  @Test func equalSharesOfTheRoots() {
    // Roots 10 10 5 5 5 5: of 40, classes end after the token that goes beyond their share.
    let counts = [100, 100, 25, 25, 25, 25]
    #expect(HierarchicalSoftmax.classStarts(counts: counts, classCount: 2) == [0, 3])
    #expect(HierarchicalSoftmax.classStarts(counts: counts, classCount: 1) == [0])
    #expect(HierarchicalSoftmax.classStarts(counts: [1, 1, 1, 1], classCount: 9) == [0, 2, 3])
    #expect(HierarchicalSoftmax.classStarts(counts: [0, 0, 0, 0]) == [0, 2])
    #expect(HierarchicalSoftmax.classStarts(counts: [7]) == [0])
  }

  @Test func theDefaultIsTheRootOfTheVocabulary() {
    let counts = (1...10_000).map { 1_000_000 / $0 }
    let starts = HierarchicalSoftmax.classStarts(counts: counts)
    #expect(starts.count > 80 && starts.count <= 100)
    #expect(HierarchicalSoftmax.problem(classStarts: starts, outputSize: 10_000) == nil)
  }

  @Test func problems() {
    func problem(_ starts: [Int]) -> String? {
      HierarchicalSoftmax.problem(classStarts: starts, outputSize: 5)?.description
    }
    #expect(problem([0, 1, 4]) == nil)
    #expect(problem([]) == "classStarts: expected 0 as the first, found nothing")
    #expect(problem([1, 2]) == "classStarts: expected 0 as the first, found 1")
    #expect(problem([0, 2, 1]) == "classStarts: expected ascending ids, found 1")
    #expect(problem([0, 5]) == "classStarts: expected ids below 5, found 5")
    #expect(problem([0, 2, -1]) == "classStarts: expected ascending ids, found -1")
  }
}
