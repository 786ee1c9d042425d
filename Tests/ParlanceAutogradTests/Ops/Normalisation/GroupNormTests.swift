import ParlanceArrays
import ParlanceAutograd
import Testing

@Suite struct GroupNormTests {
  @Test(arguments: [1, 2, 4]) func gradient(_ groups: Int) {
    expectGradients([random([2, 4, 3]), random([4], seed: 2), random([4], seed: 3)]) {
      groupNorm($0[0], groups: groups, $0[1], $0[2])
    }
  }
}
