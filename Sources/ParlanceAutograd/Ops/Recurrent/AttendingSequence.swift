import ParlanceArrays

/// One recurrent layer that looks at a source before or after each of its steps, and takes what it saw into
/// the next: [B, T, D] → [B, T, ..].
///
/// By contexts (Bahdanau et al. 2015): cₜ = attention(hₜ₋₁), hₜ = cell(xₜ W + cₜ F + hₜ₋₁ U). By combined states
/// (input feeding, Luong et al. 2015): hₜ = cell(xₜ W + h̃ₜ₋₁ F + hₜ₋₁ U), cₜ = attention(hₜ),
/// h̃ₜ = tanh([cₜ; hₜ] C). The input's product is taken for all steps at once, a step is the cell's kernel, one of
/// attention and products over the batch, and each weight's gradient is one product at the end. Steps beyond a
/// sequence's length change no state, give zeros and pass no gradient.
package func attendingSequence(
  _ kind: RecurrentKind, _ x: Tensor, _ weights: RecurrentWeights, _ attending: AttendingWeights,
  _ source: AttendedTensors, _ state: AttendingState, lengths: [Int]? = nil
) -> AttendingResult {
  checkAttending(kind, x, weights, attending, source, state, lengths)
  var forward = AttendingForward(kind, x, weights, attending, source, state, lengths)
  forward.run()
  let call = forward.call
  let parts: [(tensor: Tensor?, add: (AttendingBackward) -> Contribution)] = [
    (x, AttendingBackward.addInput), (weights.input, { $0.layer.addInputWeight }),
    (weights.hidden, { $0.layer.addHiddenWeight }), (state.hidden, AttendingBackward.addHidden),
    (weights.inputBias, { $0.layer.addInputBias }),
    (weights.hiddenBias, { $0.layer.addHiddenBias }), (state.cell, AttendingBackward.addCell),
    (state.fed, AttendingBackward.addFed), (attending.feed, AttendingBackward.addFeed),
    (attending.query, AttendingBackward.addQuery),
    (attending.queryBias, AttendingBackward.addQueryBias),
    (attending.energy, AttendingBackward.addEnergy),
    (attending.combine, AttendingBackward.addCombine),
    (source.keys, AttendingBackward.addKeys), (source.values, AttendingBackward.addValues),
  ]
  let adding = parts.filter { $0.tensor != nil }.map(\.add)
  let arrays = forward.results
  let results = Tensor.operation(
    "attending \(kind)", outputs: arrays, of: parts.compactMap(\.tensor)
  ) { upstream in
    let back = AttendingBackward(call, upstream)
    return adding.map { $0(back) }
  }
  let hasCell = state.cell != nil
  return AttendingResult(
    outputs: results[0], contexts: results[1], weights: results[2],
    state: AttendingState(
      hidden: results[3], cell: hasCell ? results[4] : nil,
      fed: state.fed == nil ? nil : results[hasCell ? 5 : 4]))
}

/// What attention adds to the weights of a recurrent layer with a state of size H.
package struct AttendingWeights {
  /// F, of contexts [K, G·H], or of combined states [M, G·H].
  package var feed: Tensor
  /// From a state to a query: [H, A]; nil where the state is the query.
  package var query: Tensor?
  /// [A].
  package var queryBias: Tensor?
  /// v: [A]; nil for scores that are products.
  package var energy: Tensor?
  /// C: [K + H, M]; nil where contexts are fed.
  package var combine: Tensor?

  package init(
    feed: Tensor, query: Tensor? = nil, queryBias: Tensor? = nil, energy: Tensor? = nil,
    combine: Tensor? = nil
  ) {
    (self.feed, self.query, self.queryBias) = (feed, query, queryBias)
    (self.energy, self.combine) = (energy, combine)
  }
}

/// The sources of a batch: keys [B, S, A] and values [B, S, K], of which each row has so many.
package struct AttendedTensors {
  package var keys: Tensor
  package var values: Tensor
  package var lengths: [Int]?

  package init(keys: Tensor, values: Tensor, lengths: [Int]? = nil) {
    (self.keys, self.values, self.lengths) = (keys, values, lengths)
  }
}

/// What an attending layer carries from step to step.
package struct AttendingState {
  /// h: [B, H].
  package var hidden: Tensor
  /// c: [B, H]; of the LSTM alone.
  package var cell: Tensor?
  /// h̃: [B, M]; nil where contexts are fed.
  package var fed: Tensor?

  package init(hidden: Tensor, cell: Tensor? = nil, fed: Tensor? = nil) {
    (self.hidden, self.cell, self.fed) = (hidden, cell, fed)
  }
}

/// What an attending layer gives.
package struct AttendingResult {
  /// h̃ where it is fed, else h: [B, T, M], [B, T, H].
  package var outputs: Tensor
  /// [B, T, K].
  package var contexts: Tensor
  /// How much each step looked at each place: [B, T, S].
  package var weights: Tensor
  /// After each sequence's last step.
  package var state: AttendingState
}

/// Traps unless all shapes fit.
func checkAttending(
  _ kind: RecurrentKind, _ x: Tensor, _ weights: RecurrentWeights, _ attending: AttendingWeights,
  _ source: AttendedTensors, _ state: AttendingState, _ lengths: [Int]?
) {
  func check(_ what: String, _ found: [Int]?, _ expected: [Int]) {
    if let found, found != expected {
      fatalError("attending \(kind): expected \(what) of shape \(expected), found \(found)")
    }
  }
  checkShapes(
    kind, x.shape, weights, state.hidden, state.cell, RecurrentSettings(lengths: lengths))
  guard weights.peephole == nil, weights.projection == nil, weights.norms == nil else {
    fatalError("attending \(kind): no peepholes, projections or norms")
  }
  let (batch, size) = (x.shape[0], state.hidden.shape[1])
  guard source.keys.shape.count == 3, source.values.shape.count == 3 else {
    fatalError("attending \(kind): expected keys [B, S, A], found \(source.keys.shape)")
  }
  let (places, width, keySize) = (
    source.keys.shape[1], source.values.shape[2], source.keys.shape[2]
  )
  check("keys", source.keys.shape, [batch, places, attending.query?.shape.last ?? size])
  check("values", source.values.shape, [batch, places, width])
  check("query weights", attending.query?.shape, [size, keySize])
  check("query bias", attending.queryBias?.shape, [keySize])
  check("energy", attending.energy?.shape, [keySize])
  let combined = attending.combine?.shape.last
  check("combining weights", attending.combine?.shape, [width + size, combined ?? 0])
  check("feeding weights", attending.feed.shape, [combined ?? width, weights.hidden.shape[1]])
  check("fed state", state.fed?.shape, [batch, combined ?? 0])
  guard (combined == nil) == (state.fed == nil) else {
    fatalError("attending \(kind): combined states are fed, or contexts")
  }
  checkLengths("attending \(kind)", source.keys.shape, source.lengths)
}
