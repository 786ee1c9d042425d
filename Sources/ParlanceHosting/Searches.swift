import ParlanceArrays
import ParlanceDecoding
import ParlanceLanguageModels
import ParlanceText

extension LanguageModeling {
  /// The best text after each beginning.
  ///
  /// Beginnings are read alone, as those of texts that are written; searches whose states have the same form go
  /// on together.
  func searches(
    after beginnings: [[Int32]], _ options: GenerationOptions
  ) -> [GeneratedTokens] {
    let begun = beginnings.map { read(rows: [$0], nil) }
    var groups: [[String]: [Int]] = [:]
    for (place, text) in begun.enumerated() { groups[text.state.form, default: []].append(place) }
    var found = [GeneratedTokens](repeating: GeneratedTokens(), count: beginnings.count)
    for places in groups.values {
      let texts = beamSearch(after: places.map { beginnings[$0] }, options) {
        let values = places.flatMap { begun[$0].logProbabilities.floats }
        return (
          NDArray(values, shape: [places.count, values.count / places.count]),
          CarriedState.joined(places.map { begun[$0].state })
        )
      }
      for (place, text) in zip(places, texts) { found[place] = text[0] }
    }
    return found
  }

  /// What of a prompt matters to how the text after it is written: nothing, where it ends with a line's end.
  func seen(_ prompt: [Int32]) -> [Int32] {
    prompt.last == Vocabulary.sentenceEndID ? [] : prompt
  }

  /// What tokens add to the text of those before them.
  ///
  /// Scalars are told apart, not characters: an accent that comes is one scalar more and no character.
  func text(_ tokens: [Int32], after before: [Int32]) -> String {
    String(text(before + tokens).unicodeScalars.dropFirst(text(before).unicodeScalars.count))
  }
}
