import ParlanceNN

extension TranslationArchitecture {
  enum CodingKeys: String, CodingKey {
    case network, cell, bidirectional, attention, feeding, copying, sourceVocabularySize
    case targetVocabularySize, embeddingSize, hiddenSize, layers, heads, feedForwardSize, positions
    case normalisesFirst, dropout, wordDropout, tied, sharesVocabulary, level, maximumLength
    case lengthFactor, keepsSpacing
  }

  /// Reads an architecture; what version 0.1 did not write is what its models were.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func value<T: Decodable>(_ key: CodingKeys) throws -> T {
      try values.decode(T.self, forKey: key)
    }
    network = try value(.network)
    cell = try value(.cell)
    bidirectional = try value(.bidirectional)
    attention = try value(.attention)
    feeding = try values.decodeIfPresent(AttentionFeeding.self, forKey: .feeding) ?? .none
    copying = try values.decodeIfPresent(Bool.self, forKey: .copying) ?? false
    sourceVocabularySize = try value(.sourceVocabularySize)
    targetVocabularySize = try value(.targetVocabularySize)
    embeddingSize = try value(.embeddingSize)
    hiddenSize = try value(.hiddenSize)
    layers = try value(.layers)
    heads = try value(.heads)
    feedForwardSize = try value(.feedForwardSize)
    positions = try value(.positions)
    normalisesFirst = try value(.normalisesFirst)
    dropout = try value(.dropout)
    wordDropout = try values.decodeIfPresent(Double.self, forKey: .wordDropout) ?? 0
    tied = try value(.tied)
    sharesVocabulary = try values.decodeIfPresent(Bool.self, forKey: .sharesVocabulary) ?? false
    level = try value(.level)
    keepsSpacing = try values.decodeIfPresent(Bool.self, forKey: .keepsSpacing) ?? false
    maximumLength = try value(.maximumLength)
    lengthFactor = try values.decodeIfPresent(Int.self, forKey: .lengthFactor)
  }
}
