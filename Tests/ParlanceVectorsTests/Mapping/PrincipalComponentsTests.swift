import Foundation
import ParlanceVectors
import Testing

@Suite struct PrincipalComponentsTests {
  @Test func scikitLearnsNumbers() {
    let golden = GoldenVectors.all.map
    let found = PrincipalComponents(of: golden.points)
    for (a, b) in zip(found.coordinates.joined(), golden.pca.joined()) {
      #expect(abs(a - b) < 1e-5)
    }
    for (a, b) in zip(found.explained, golden.explained) { #expect(abs(a - b) < 1e-8) }
  }

  /// The other product of the two is taken.
  @Test func fewerPointsThanCoordinates() {
    let golden = GoldenVectors.all.map
    let few = Array(golden.points.prefix(6))
    let wide = few.map { $0 + $0 + $0 }
    let (a, b) = (PrincipalComponents(of: few), PrincipalComponents(of: wide))
    for (x, y) in zip(a.coordinates.joined(), b.coordinates.joined()) {
      #expect(abs(abs(x) * 3.0.squareRoot() - abs(y)) < 1e-9)
    }
    for (x, y) in zip(a.explained, b.explained) { #expect(abs(x - y) < 1e-12) }
  }

  @Test func pointsThatDoNotVary() {
    for points: [[Float]] in [[], [[1, 2]], [[1, 2], [1, 2]], [[3], [4], [5]]] {
      let found = PrincipalComponents(of: points)
      #expect(found.coordinates.count == points.count)
      #expect(found.coordinates.joined().allSatisfy { $0.isFinite })
      #expect(found.coordinates.allSatisfy { $0.count == 2 && $0[1] == 0 })
    }
    #expect(abs(PrincipalComponents(of: [[3], [4], [5]]).explained[0] - 1) < 1e-12)
  }
}
