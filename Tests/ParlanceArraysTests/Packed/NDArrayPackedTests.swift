import Foundation
import ParlanceSystem
import Testing

@testable import ParlanceArrays

@Suite struct NDArrayPackedTests {
  private let table = NDArray(
    [0.5, -1, 0.25, 3, 127, -127, 0.4, 0.6, 0, 0, 0, 0], shape: [3, 4])

  @Test func float32IsKeptAsItIs() {
    #expect(table.packed(as: .float32).floats == table.floats)
    #expect(table.packed(as: .float32).plain.weightFormat == nil)
    #expect(table.weightFormat == nil)
  }

  @Test func int8IsAShareOfTheGreatestOfARow() {
    let packed = table.packed(as: .int8)
    let step: Float = 3 / 127
    #expect(packed.floats[..<4].elementsEqual([21 * step, -42 * step, 11 * step, 127 * step]))
    // 0.6 rounds to one step of 1, 0.4 to none; a row of zeros stays one.
    #expect(packed.floats[4...] == [127, -127, 0, 1, 0, 0, 0, 0])
  }

  @Test func int8OfColumnsIsThatOfTheTransposesRows() {
    let turned = table.kernels.permute(table, [1, 0])
    let packed = turned.packed(as: .int8, transposed: true)
    #expect(packed.shape == [4, 3])
    #expect(packed.packedTranspose?.floats == table.packed(as: .int8).floats)
    #expect(packed.packedTranspose?.weightFormat == .int8)
  }

  /// Half-way cases go to the even number; what is not finite stays so.
  @Test func bfloat16IsTheNearest() {
    let given: [Float] = [1, 1.001, 1.00390625, 1.01171875, .infinity, -.infinity, .nan, 3.4e38]
    let found = NDArray(given, shape: [1, 8]).packed(as: .bfloat16).floats
    #expect(found[..<6] == [1, 1, 1, 1.015625, .infinity, -.infinity])
    #expect(found[6].isNaN && found[7] == .infinity)
  }

  @Test func whoWritesHasPlainNumbers() {
    let packed = table.packed(as: .int8)
    var changed = packed
    changed[0, 0] = 8
    #expect(changed.weightFormat == nil && changed[0, 0] == 8 && changed[1, 0] == 127)
    #expect(packed.weightFormat == .int8 && packed.floats == table.packed(as: .int8).floats)
    // Alone, it is written where it lies.
    var alone = table.packed(as: .float32)
    alone[0, 1] = 4
    var y = NDArray(zeros: [1, 3])
    let x = NDArray([1, 1, 0, 0], shape: [1, 4])
    x.kernels.matrixProduct(x, transposed: false, alone, transposed: true, accumulate: false, &y)
    #expect(y.floats == [4.5, 0, 0])
  }

  @Test func anotherShapeIsNoMatrixOfTheForm() {
    let flat = table.packed(as: .float32).reshaped([4, 3])
    #expect(flat.weightFormat == nil && flat.floats == table.floats)
  }

  @Test func manyThreadsMayReadAtOnce() async {
    let packed = table.packed(as: .int8)
    let expected = packed.plain.floats
    await withTaskGroup(of: [Float].self) { group in
      for _ in 0..<8 { group.addTask { packed.floats } }
      for await found in group { #expect(found == expected) }
    }
  }

  @Test(arguments: [WeightFormat.bfloat16, .int8])
  func filesHoldTheFormat(_ format: WeightFormat) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "packed-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "weights.safetensors").path
    let packed = table.packed(as: format)
    let bias = NDArray([1, 2])
    try Safetensors.write([("w", packed), ("b", bias)], to: path)
    let found = try Safetensors.read(path)
    #expect(found.count == 2 && found["b"] == bias)
    #expect(found["w"]?.weightFormat == format && found["w"] == packed)
    let text = String(
      decoding: try Data(contentsOf: URL(filePath: path)).prefix(300), as: UTF8.self)
    #expect(text.contains(format == .int8 ? #""w.scales":{"dtype":"F32""# : #""dtype":"BF16""#))
  }
}
