import ParlanceSystem
import ParlanceTestSupport
import Testing

@testable import ParlanceArrays

/// The suites that change the settings of the whole process: one after the other.
@Suite(.serialized) enum KernelSuites {}

/// The kernels that are held against the others: the processor's, or within `onEachVariant` those of a device.
var native: any Kernels { TestedDevice.current ?? NativeKernels.shared }
let exact = ReferenceKernels<Double>()
let single = ReferenceKernels<Float>()

/// Runs the body on each instruction set that the machine has, and on the devices that tests have.
func onEachVariant(_ body: (String) throws -> Void) rethrows {
  try onEachInstructionSet(body)
  for (name, kernels) in TestedDevice.all {
    try TestedDevice.$current.withValue(kernels) { try body(name) }
  }
}

/// Runs the body on each instruction set that the machine has.
func onEachInstructionSet(_ body: (String) throws -> Void) rethrows {
  defer { Threads.limitVariant(to: 2) }
  for level in 0...2 {
    Threads.limitVariant(to: level)
    try body(Threads.variant)
  }
}

/// The devices that kernels are tested on.
enum TestedDevice {
  /// The kernels in the place of the processor's.
  @TaskLocal static var current: (any Kernels)?

  /// Those that are there, by name.
  static let all: [(name: String, kernels: any Kernels)] = TestedDevices.all.map {
    ($0.description, $0.kernels(.float32))
  }
}

/// The arrays that the body makes, which must have the same bits on 1, 2 and 3 threads.
func onEachThreadCount(
  _ location: SourceLocation = #_sourceLocation, _ body: () -> [NDArray]
) -> [NDArray] {
  let before = Threads.count
  defer { Threads.count = before }
  Threads.count = 1
  let first = body()
  for count in 2...3 {
    Threads.count = count
    let bits = body().map(\.bits)
    #expect(
      bits == first.map(\.bits), "\(count) threads, \(Threads.variant)", sourceLocation: location)
  }
  return first
}

extension NDArray {
  /// The elements' bits: NaN equals itself, and −0 differs from 0.
  var bits: [UInt64] {
    elementType == .float32 ? floats.map { UInt64($0.bitPattern) } : doubles.map(\.bitPattern)
  }

  var wide: NDArray { cast(to: .float64) }
}

/// Numbers from a normal distribution with some hard ones between them.
func numbers(_ shape: [Int], seed: UInt64 = 1, deviation: Double = 2, hard: [Float] = []) -> NDArray
{
  var generator = RandomGenerator(seed: seed)
  var values = (0..<shape.reduce(1, *)).map { _ in Float(deviation * generator.normal()) }
  for (index, value) in hard.enumerated() where index * 3 < values.count {
    values[index * 3] = value
  }
  return NDArray(values, shape: shape)
}

let hardNumbers: [Float] = [
  0, -0, 1, -1, 0.5, 88, -88, 88.72, -88.72, 88.73, -103.9, -104.1, 700, -700, .infinity,
  -.infinity,
  .nan, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude, 0x1p-140,
  -0x1.8p-130,
  .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1e-20, -1e-20, 0.65, -0.65, 0.649, 9, -9,
  1e-4,
  0.70710678, 1.4142135, 0.99999994, 1.0000001, 17, -17,
]

let sizes = [0, 1, 15, 16, 17, 1000, 40_000]

/// Steps between two single-precision numbers; 0 for two that are not numbers, or that are
/// below the normal numbers where `flushed`.
func steps(_ a: Float, _ b: Float, flushed: Bool = false) -> Int {
  if a.isNaN || b.isNaN { return a.isNaN && b.isNaN ? 0 : .max }
  if max(a.magnitude, b.magnitude) < .leastNormalMagnitude && flushed { return 0 }
  func place(_ x: Float) -> Int {
    let bits = Int(x.bitPattern & 0x7FFF_FFFF)
    return x.sign == .minus ? -bits : bits
  }
  return abs(place(a) - place(b))
}

/// Expects single-precision numbers to be within some steps of the rounded exact ones.
func expectSteps(
  _ found: NDArray, _ exact: NDArray, atMost limit: Int, flushed: Bool = false,
  _ comment: String,
  _ location: SourceLocation = #_sourceLocation
) {
  #expect(found.shape == exact.shape, sourceLocation: location)
  let distances = zip(found.floats, exact.floats).map { steps($0, $1, flushed: flushed) }
  guard let worst = distances.indices.max(by: { distances[$0] < distances[$1] }) else { return }
  #expect(
    distances[worst] <= limit,
    "\(comment): element \(worst): expected \(exact.floats[worst]), found \(found.floats[worst])",
    sourceLocation: location)
}

/// Expects |found − exact| ≤ tolerance · (scale + |exact|), element by element.
func expectClose(
  _ found: NDArray, _ exact: NDArray, tolerance: Double, scale: Double = 0, _ comment: String,
  _ location: SourceLocation = #_sourceLocation
) {
  #expect(found.shape == exact.shape, sourceLocation: location)
  for (index, (a, b)) in zip(found.doubles, exact.doubles).enumerated() {
    let rounded = Double(Float(b))
    if a == rounded || (a.isNaN && b.isNaN) { continue }
    if abs(a - b) <= tolerance * (scale + abs(b)) { continue }
    Issue.record(
      "\(comment): element \(index): expected \(b), found \(a)", sourceLocation: location)
    return
  }
}
