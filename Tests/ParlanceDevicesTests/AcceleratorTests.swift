import Foundation
import ParlanceArrays
import ParlanceSystem
import ParlanceTestSupport
import Testing

@testable import ParlanceDevices

@Suite(.serialized, .enabled(if: TestedDevices.opencl != nil)) struct AcceleratorTests {
  @Test func memoryThatIsLetGoOfServesAgain() throws {
    let accelerator = try Accelerator(.opencl, 0)
    let device = accelerator.device
    func work() -> Float {
      let x = NDArray([1, 2, 3]).moved(to: device)
      return x.kernels.binary(.add, x, x).floats[2]
    }
    #expect(work() == 6)
    let (first, peak) = (accelerator.counts.bytes, accelerator.counts.peak)
    for _ in 0..<100 { #expect(work() == 6) }
    #expect(first == 0 && accelerator.counts.bytes == 0 && accelerator.counts.peak == peak)
    #expect(peak == 512)
  }

  @Test func sizesHaveClasses() throws {
    let accelerator = try Accelerator(.opencl, 0)
    for (bytes, class_) in [(1, 256), (256, 256), (257, 320), (640, 640), (641, 768), (1025, 1280)]
    {
      let before = accelerator.counts.bytes
      let block = accelerator.block(bytes)
      #expect(accelerator.counts.bytes - before == class_, "\(bytes)")
      withExtendedLifetime(block) {}
    }
  }

  @Test func manySmallArraysGoWithoutAWait() throws {
    let accelerator = try Accelerator(.opencl, 0)
    let table = NDArray((0..<2000).map(Float.init), shape: [1000, 2]).moved(to: accelerator.device)
    _ = table.kernels.gatherRows(table, [0])
    let waits = accelerator.counts.waits
    var last = NDArray([])
    for round in 0..<300 {
      last = table.kernels.gatherRows(table, (0..<900).map { Int32(($0 + round) % 1000) })
    }
    #expect(accelerator.counts.waits == waits)
    // The ring of what is on its way is full now and then, and nothing is lost.
    for round in 0..<2500 {
      last = table.kernels.gatherRows(table, (0..<900).map { Int32(($0 + round) % 1000) })
    }
    #expect(accelerator.counts.waits > waits && accelerator.counts.waits < waits + 4)
    #expect(last.floats[0] == Float(2499 % 1000 * 2))
  }

  @Test func whatIsWantedComesAlong() throws {
    let accelerator = try Accelerator(.opencl, 0)
    let x = NDArray([1, 2, 3]).moved(to: accelerator.device)
    func times(_ factor: Double) -> NDArray {
      x.kernels.binary(.multiply, x, NDArray(repeating: factor, shape: [3], like: x))
    }
    let (first, second) = (times(2), times(3))
    var changed = times(4)
    for array in [first, changed] { array.comeAlong() }
    changed.kernels.fill(7, &changed)
    // Nobody waits for what is let go of.
    times(5).comeAlong()
    let waits = accelerator.counts.waits
    #expect(second.floats == [3, 6, 9] && accelerator.counts.waits == waits + 1)
    #expect(first.floats == [2, 4, 6] && accelerator.counts.waits == waits + 1)
    #expect(changed.floats == [7, 7, 7] && accelerator.counts.waits == waits + 2)
    // Where nothing else is waited for, the reader waits.
    let last = times(6)
    last.comeAlong()
    #expect(last.floats == [6, 12, 18] && accelerator.counts.waits == waits + 3)
  }

  @Test func whatIsNotThereIsNamed() throws {
    _ = TestedDevices.cuda
    for (name, part) in [("opencl:77", "none of number 77"), ("cuda:3", "parlance devices")] {
      let error = #expect(throws: InputError.self) { _ = try Device(named: name) }
      #expect(error?.kind == .unavailable && error?.message.contains(part) == true, "\(error!)")
    }
    for name in ["", "tpu", "opencl:", "opencl:x", "opencl:-1", "cpu:0", "cuda:0:1"] {
      let error = #expect(throws: InputError.self) { _ = try Device(named: name) }
      #expect(error?.kind == .usage, "\(name)")
    }
    let (cpu, first) = try (Device(named: "cpu"), Device(named: "opencl"))
    #expect(cpu == .cpu && first == TestedDevices.opencl)
  }

  @Test func kernelsThatDoNotCompileAreShown() {
    let error = #expect(throws: InputError.self) {
      _ = try Accelerator(.opencl, 0, source: "__kernel void broken(int n) { n = missing; }")
    }
    #expect(error?.kind == .unavailable)
    #expect(error?.message.contains("do not compile") == true, "\(error!)")
    #expect(error?.message.contains("missing") == true, "\(error!)")
  }

  /// Groups of a launch that work at the same time, each with its own shared memory.
  @Test func groupsDoNotMeet() async {
    await #expect(processExitsWith: .success) {
      setenv("POCL_MAX_PTHREAD_COUNT", "4", 1)
      let device = try Accelerator(.opencl, 0).device
      func there(_ shape: [Int]) -> NDArray {
        var generator = RandomGenerator(seed: 1)
        return NDArray(normal: 1, shape: shape, using: &generator).moved(to: device)
      }
      let crf = CRFInput(
        emissions: there([64, 9, 2]), transitions: there([2, 2]), start: there([2]),
        end: there([2]), lengths: [Int32](repeating: 9, count: 64))
      let (x, dy) = (there([64, 300]), there([64]))
      func work() -> [[Float]] {
        let paths = x.kernels.crfForward(crf, targets: nil)
        let most = x.kernels.reduceRows(.maximum, x)
        var dx = NDArray(zeros: x.shape, like: x)
        x.kernels.addRowsGradient(.maximum, x: x, y: most, dy: dy, &dx)
        let variances = x.kernels.reduceRows(.variance(correction: 1), x)
        return [paths.losses, paths.norms, paths.alphas, most, dx, variances].map(\.floats)
      }
      let first = work()
      for _ in 0..<1000 where work() != first { fatalError("groups of a launch met") }
    }
  }

  /// TF32 has ten binary digits behind the point, and is taken only while it is asked for.
  @Test func productsThatRoundToTF32() throws {
    let device = try #require(TestedDevices.cuda)
    #expect(device.precisions == [.float32, .tf32])
    let a = NDArray([1 + 0x1p-11, 1 + 0x3p-11, 1 + 0x5p-12, -3], shape: [4, 1])
    let b = NDArray([1, 1 + 0x1p-23], shape: [1, 2])
    func product() -> [Float] {
      let (a, b) = (a.moved(to: device), b.moved(to: device))
      var c = NDArray(zeros: [4, 2], like: a)
      a.kernels.matrixProduct(
        a, transposed: false, b, transposed: false, bias: nil, accumulate: false, &c)
      return c.floats
    }
    let plain = a.floats.flatMap { a in b.floats.map { a * $0 } }
    let rounded: [Float] = [1, 1 + 0x1p-9, 1 + 0x1p-10, -3]
    #expect(product() == plain)
    #expect(Precision.tf32.whileMultiplying(product) == rounded.flatMap { [$0, $0] })
    #expect(product() == plain)
    #expect(TestedDevices.faults == 0)
  }

  @Test func devicesRoundToWhatTheyCan() throws {
    let opencl = try #require(TestedDevices.opencl)
    for (device, precision) in [(opencl, Precision.bfloat16), (opencl, .tf32), (.cpu, .tf32)] {
      let error = #expect(throws: InputError.self) { try device.check(precision) }
      #expect(error?.kind == .usage && error?.message.contains("\(device)") == true)
    }
    for (device, precision) in [(opencl, Precision.float32), (.cpu, .float32), (.cpu, .bfloat16)] {
      try device.check(precision)
    }
  }

  @Test func withoutMemoryTheProgramEnds() async {
    await #expect(processExitsWith: .failure) {
      let accelerator = try Accelerator(.opencl, 0)
      accelerator.limitMemory(to: 1 << 16)
      let x = NDArray(zeros: [1 << 10]).moved(to: accelerator.device)
      _ = x.kernels.binary(.add, x, x)
      let large = NDArray(zeros: [1 << 16]).moved(to: accelerator.device)
      _ = large.kernels.binary(.add, large, large)
    }
  }

  @Test func devicesAreDescribed() {
    _ = TestedDevices.cuda
    let all = DeviceDescription.all()
    #expect(all[0].kind == "cpu" && all[0].usable && all[0].memoryBytes > 0)
    #expect(Set(all.map(\.kind)) == ["cpu", "cuda", "opencl"])
    for device in all { #expect(device.usable == (device.device != nil)) }
    for device in all where !device.usable { #expect(!device.missing.isEmpty) }
  }
}
