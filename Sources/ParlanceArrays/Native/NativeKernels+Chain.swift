import CParlance

extension NativeKernels {
  /// Elements that all steps take before the next ones: few enough that what lies between stays near.
  private static var block: Int { 2048 }

  /// Block by block: each step by the loop that its function has alone, so that the bits are the same.
  package func chain(_ chain: ElementChain, _ inputs: [NDArray], _ outputs: inout [NDArray]) {
    guard let count = outputs.first?.count, count > 0 else { return }
    // Tiles write to places of their own.
    nonisolated(unsafe) let given = inputs.map { $0.pointer(Float.self) }
    nonisolated(unsafe) let made = outputs.indices.map { outputs[$0].mutable(Float.self) }
    let isSingle = inputs.map { $0.count == 1 && count != 1 }
    forEachTile(of: count, size: 8 * Self.block) { tile in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: max(chain.blockCount, 1) * Self.block)
      {
        let own = $0.baseAddress!
        for begin in stride(from: tile.lowerBound, to: tile.upperBound, by: Self.block) {
          let run = ChainBlock(
            chain: chain, inputs: given, isSingle: isSingle, outputs: made, own: own,
            begin: begin, count: min(Self.block, tile.upperBound - begin), block: Self.block)
          for step in chain.steps.indices { run(step) }
        }
      }
    }
    withExtendedLifetime(inputs) {}
  }
}

/// A block of elements of a chain.
private struct ChainBlock {
  let chain: ElementChain
  let inputs: [UnsafePointer<Float>]
  let isSingle: [Bool]
  let outputs: [UnsafeMutablePointer<Float>]
  let own: UnsafeMutablePointer<Float>
  let begin: Int
  let count: Int
  let block: Int

  private func result(_ step: Int) -> UnsafeMutablePointer<Float> {
    switch chain.places[step] {
    case .output(let place): outputs[place] + begin
    case .block(let place): own + place * block
    }
  }

  private func source(_ operand: ElementChain.Operand) -> UnsafePointer<Float> {
    switch operand {
    case .input(let place): inputs[place] + (isSingle[place] ? 0 : begin)
    case .step(let step): UnsafePointer(result(step))
    }
  }

  private func flag(_ operand: ElementChain.Operand, _ bit: Int32) -> Int32 {
    if case .input(let place) = operand, isSingle[place] { return bit }
    return 0
  }

  func callAsFunction(_ step: Int) {
    var e = pl_elements()
    (e.count, e.y) = (Int64(count), result(step))
    switch chain.steps[step] {
    case .unary(let function, let x):
      e.a = source(x)
      pl_unary(function.prepare(&e), e)
    case .unaryGradient(let function, let x, let y, let dy):
      pl_fill(e)
      (e.a, e.b, e.c) = (source(x), source(y), source(dy))
      pl_unary_gradient(function.prepare(&e), e)
    case .binary(let function, let a, let b):
      (e.a, e.b) = (source(a), source(b))
      e.single = flag(a, 1) | flag(b, 2)
      pl_binary(pl_binary_function(UInt32(function.rawValue)), e)
    case .scaled(let factor, let x):
      result(step).update(from: source(x), count: count)
      e.scalars.0 = Float(factor)
      pl_scale(e)
    case .filled(let x):
      e.scalars.0 = source(x)[0]
      pl_fill(e)
    }
  }
}
