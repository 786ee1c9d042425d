import Foundation
import ParlanceScores
import ParlanceTraining
import Testing

@Suite struct ConfusionMatrixTests {
  /// More than a hundred labels are written pair by pair; both forms are read.
  @Test(arguments: [3, 101])
  func writtenAndRead(count: Int) throws {
    var confusion = ConfusionMatrix(labels: (0..<count).map { "l\($0)" })
    for (truth, predicted) in [(0, 2), (0, 2), (2, 0), (1, 1)] {
      confusion.add(truth: truth, predicted: predicted)
    }
    let data = try JSONEncoder().encode(confusion)
    #expect(try JSONDecoder().decode(ConfusionMatrix.self, from: data) == confusion)
    let json = String(decoding: data, as: UTF8.self)
    #expect(json.contains("[[0,2,2],[1,1,1],[2,0,1]]") == (count > 100))
    #expect(json.contains("\"counts\"") == (count <= 100) && data.count < 1200)
    #expect(confusion.support(of: 0) == 2 && confusion.counts[0][2] == 2)
    #expect(confusion.mistakes.map(\.count) == [2, 1] && confusion.accuracy == 0.25)
    let damaged = Data(#"{"labels":["a"],"pairs":[[0,1,1]]}"#.utf8)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(ConfusionMatrix.self, from: damaged)
    }
  }

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
