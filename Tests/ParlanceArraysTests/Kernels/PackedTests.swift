import ParlanceSystem
import Testing

@testable import ParlanceArrays

extension KernelSuites {
  @Suite struct Packed {
    /// Rows of the first matrix, rows and width of the packed one.
    @Test(
      arguments: [
        [1, 1, 1], [0, 3, 2], [3, 4, 0], [3, 0, 4], [1, 17, 5], [7, 64, 33], [5, 130, 20],
        [100, 70, 9],
      ], WeightFormat.allCases)
    func productsHaveTheBitsOfTheNumbersThatAreKept(_ extents: [Int], _ format: WeightFormat) {
      let (m, rows, width) = (extents[0], extents[1], extents[2])
      let a = numbers([m, width])
      let table = numbers([rows, width], seed: 2, hard: [0, -0, 1e-30, 300])
      let bias = numbers([rows], seed: 4)
      let before = numbers([m, rows], seed: 3)
      for isTransposed in [true, false] {
        let matrix = isTransposed ? native.permute(table, [1, 0]) : table
        let packed = matrix.packed(as: format, transposed: isTransposed)
        #expect(packed.shape == matrix.shape && packed.weightFormat == format)
        onEachVariant { variant in
          func product(_ b: NDArray, _ accumulate: Bool) -> NDArray {
            var c = before
            native.matrixProduct(
              a, transposed: false, b, transposed: !isTransposed, bias: accumulate ? bias : nil,
              accumulate: accumulate, &c)
            return c
          }
          let found = onEachThreadCount { [product(packed, false), product(packed, true)] }
          Threads.keepingRowsApart {
            #expect(found[0].bits == product(packed.plain, false).bits, "\(variant)")
            #expect(found[1].bits == product(packed.plain, true).bits, "\(variant)")
          }
        }
      }
    }

    @Test(arguments: WeightFormat.allCases)
    func aRowIsTheSameAloneAndAmongOthers(_ format: WeightFormat) {
      let a = numbers([31, 40])
      let weight = numbers([40, 200], seed: 2).packed(as: format, transposed: true)
      func product(_ rows: Range<Int>) -> [UInt64] {
        let some = native.slice(a, axis: 0, start: rows.lowerBound, length: rows.count)
        var c = NDArray(zeros: [rows.count, 200])
        native.matrixProduct(
          some, transposed: false, weight, transposed: false, accumulate: false, &c)
        return c.bits
      }
      onEachVariant { variant in
        let all = product(0..<31)
        for row in [0, 6, 30] {
          #expect(
            product(row..<row + 1) == Array(all[row * 200..<(row + 1) * 200]), "\(variant)")
        }
      }
    }

    @Test(arguments: RecurrentKind.allCases)
    func aStepHasTheBitsOfTheNumbersThatAreKept(_ kind: RecurrentKind) {
      let (batch, size) = (3, 21)
      let width = kind.gateCount * size
      let weight = numbers([size, width], seed: 2, deviation: 0.3)
      for format in WeightFormat.allCases {
        let packed = weight.packed(as: format, transposed: true)
        func step(_ weight: NDArray) -> NDArray {
          var input = RecurrentInput(
            kind: kind, projected: numbers([batch, 1, width], seed: 5), weight: weight,
            innerBias: nil,
            hidden: numbers([batch, size], seed: 6),
            cell: kind == .lstm ? numbers([batch, size], seed: 7) : nil, lengths: nil)
          return native.recurrentForward(&input).hidden
        }
        onEachVariant { variant in
          let found = onEachThreadCount { [step(packed)] }[0]
          let expected = Threads.keepingRowsApart { step(packed.plain) }
          #expect(found.bits == expected.bits, "\(format) \(variant)")
        }
      }
    }

    @Test(arguments: WeightFormat.allCases)
    func rowsAreLookedUp(_ format: WeightFormat) {
      let table = numbers([37, 11]).packed(as: format)
      let ids: [Int32] = [36, 0, 17, 17]
      #expect(native.gatherRows(table, ids).bits == native.gatherRows(table.plain, ids).bits)
      let turned = numbers([11, 37]).packed(as: format, transposed: true)
      #expect(
        native.gatherRows(turned, [3, 0]).bits == native.gatherRows(turned.plain, [3, 0]).bits)
    }
  }
}
