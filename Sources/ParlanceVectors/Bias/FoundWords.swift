import ParlanceText

/// The words of a set that have vectors.
struct FoundWords {
  /// As the vectors have them, each once.
  private(set) var words: [String] = []
  /// Their vectors.
  private(set) var vectors: [[Double]] = []
  /// Those without a vector of finite numbers.
  private(set) var lost: [String] = []
  /// Those that are the same as an earlier one.
  private(set) var repeated: [String] = []

  /// Looks words up as they are, then in small letters.
  init(_ all: [String], in vectors: WordVectors) {
    var seen: Set<TokenKey> = []
    for word in all {
      guard let (found, numbers) = Self.lookUp(word, vectors), numbers.allSatisfy(\.isFinite) else {
        lost.append(word)
        continue
      }
      guard seen.insert(TokenKey(found)).inserted else {
        repeated.append(word)
        continue
      }
      words.append(found)
      self.vectors.append(numbers)
    }
  }

  private static func lookUp(_ word: String, _ vectors: WordVectors) -> (String, [Double])? {
    if let index = vectors.index(near: word) {
      return (vectors.word(at: index), vectors.vector(at: index).map(Double.init))
    }
    // Made of its parts.
    return vectors.vector(of: word).map { (word, $0.map(Double.init)) }
  }

  /// The share of the words that have a vector.
  var share: Double {
    let count = words.count + repeated.count
    return Double(count) / Double(max(count + lost.count, 1))
  }
}

func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for index in a.indices { sum += a[index] * b[index] }
  return sum
}

/// a · b / (‖a‖ ‖b‖), and 0 where one is zero.
func cosine(_ a: [Double], _ b: [Double]) -> Double {
  let norms = (dot(a, a) * dot(b, b)).squareRoot()
  return norms > 0 ? dot(a, b) / norms : 0
}

/// Of unit length; zero stays.
func normalized(_ a: [Double]) -> [Double] {
  let norm = dot(a, a).squareRoot()
  return norm > 0 ? a.map { $0 / norm } : a
}
