import ParlanceScores
import Testing

@Suite struct ConfusionMatrixTests {
  @Test(arguments: GoldenScores.all.single.indices)
  func counts(index: Int) throws {
    let golden = GoldenScores.all.single[index]
    let confusion = try #require(try golden.results.confusion)
    let places = confusion.labels.map { Int($0)! }
    #expect(confusion.counts == places.map { row in places.map { golden.confusion[row][$0] } })
    expectNear(confusion.accuracy, golden.accuracy)
    #expect(confusion.total == golden.truth.count)
    for (label, place) in places.enumerated() {
      expectNear(confusion.score(of: label).f1, golden.byLabel[place][2])
    }
  }

  @Test func mistakesInOrder() {
    let confusion = ConfusionMatrix(
      labels: ["a", "b", "c"], truth: [0, 1, 1, 2, 2, 2, 0], predicted: [1, 0, 0, 0, 1, 2, 1])
    let found = confusion.mistakes.map { [$0.truth, $0.predicted, $0.count] }
    #expect(found == [[0, 1, 2], [1, 0, 2], [2, 0, 1], [2, 1, 1]])
  }

  @Test func empty() {
    let confusion = ConfusionMatrix(labels: [])
    #expect(confusion.accuracy == 0 && confusion.total == 0 && confusion.mistakes.isEmpty)
  }

  @Test func aLabelThatIsNotThereTraps() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = ConfusionMatrix(labels: ["a"], truth: [0], predicted: [1])
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("ConfusionMatrix: expected labels below 1, found 0 and 1"))
  }
}
