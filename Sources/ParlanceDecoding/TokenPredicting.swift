import ParlanceArrays

/// What every model that says which token comes next can do: read the tokens of several texts at once.
///
/// With this one, sampling, greedy and beam search work on any model, and whoever serves several texts
/// reads them side by side.
public protocol TokenPredicting {
  /// Reads some more tokens of each of R texts, one row a text: → the natural log-probability of each
  /// of V tokens to come next [R, V], and what is known of the texts then.
  ///
  /// Rows may have different lengths, and do not mix: the answer for a row is that for the row alone.
  /// Without a state the texts begin here, and a row may be empty; with one, a row has a token at
  /// least.
  ///
  /// - `state`: of the R texts before these tokens.
  func read(
    rows: [[Int32]], _ state: CarriedState?
  ) -> (logProbabilities: NDArray, state: CarriedState)

  /// How much of its source each row has attended to: Σᵢ log(min(1, attention to place i)), 0 where all of
  /// it or where there is no source. Asked only for `GenerationOptions.coveragePenalty`.
  func coverage(of state: CarriedState) -> [Double]
}

extension TokenPredicting {
  public func coverage(of state: CarriedState) -> [Double] {
    [Double](repeating: 0, count: state.rowCount)
  }
}

extension TokenPredicting {
  /// Reads some more tokens of one text: → the natural log-probability of each token to come next.
  public func read(
    _ tokens: [Int32], _ state: CarriedState?
  ) -> (logProbabilities: [Float], state: CarriedState) {
    let (logProbabilities, next) = read(rows: [tokens], state)
    return (logProbabilities.floats, next)
  }
}

extension NDArray {
  /// The rows of a matrix.
  var rows: [ArraySlice<Float>] {
    let (values, width) = (floats, shape[1])
    return (0..<shape[0]).map { values[$0 * width..<($0 + 1) * width] }
  }
}
