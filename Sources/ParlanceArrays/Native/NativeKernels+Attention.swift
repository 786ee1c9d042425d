import CParlance

extension NativeKernels {
  package func attendForward(
    _ source: AttendedSource, queries: NDArray
  ) -> (weights: NDArray, contexts: NDArray) {
    let (batch, places, _, width) = source.extents
    var weights = NDArray(uninitialized: [batch, places], like: queries)
    var contexts = NDArray(uninitialized: [batch, width], like: queries)
    source.withCall(queries) { call in
      call.weights = weights.mutable(Float.self)
      call.contexts = contexts.mutable(Float.self)
      pl_attend_forward(call)
    }
    return (weights, contexts)
  }

  package func attendBackward(
    _ source: AttendedSource, queries: NDArray, weights: NDArray, dWeights: NDArray?,
    dContexts: NDArray, _ gradients: inout AttendedGradients
  ) -> NDArray {
    let (batch, places, size, _) = source.extents
    var dQueries = NDArray(uninitialized: [batch, size], like: queries)
    var scores = NDArray(uninitialized: [batch, places], like: queries)
    source.withCall(queries) { call in
      // The way back writes none of them.
      call.weights = UnsafeMutablePointer(mutating: weights.pointer(Float.self))
      call.d_contexts = dContexts.pointer(Float.self)
      call.d_weights = dWeights?.pointer(Float.self)
      call.scores = scores.mutable(Float.self)
      call.d_queries = dQueries.mutable(Float.self)
      call.d_keys = gradients.keys.mutable(Float.self)
      call.d_energies = gradients.energies?.mutable(Float.self)
      withExtendedLifetime((weights, dContexts, dWeights)) { pl_attend_backward(call) }
    }
    return dQueries
  }
}

extension AttendedSource {
  fileprivate func withCall(_ queries: NDArray, _ body: (inout pl_attention) -> Void) {
    let (batch, places, size, width) = extents
    let counts = (0..<batch).map { Int32(count($0)) }
    counts.withUnsafeBufferPointer { counts in
      var call = pl_attention()
      call.batch = Int64(batch)
      call.places = Int64(places)
      call.size = Int64(size)
      call.width = Int64(width)
      call.lengths = counts.baseAddress
      call.queries = queries.pointer(Float.self)
      call.keys = keys.pointer(Float.self)
      call.values = values.pointer(Float.self)
      call.energy = energy?.pointer(Float.self)
      withExtendedLifetime((self, queries)) { body(&call) }
    }
  }
}
