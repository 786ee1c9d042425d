import ParlanceSystem

/// The own form of word vectors, which is mapped into memory and used as it lies.
///
/// All numbers are little-endian. The head is 128 bytes:
///
/// | at | what |
/// |---|---|
/// | 0 | the magic "PARLVECT" |
/// | 8 | 64 bits each: version (2; 1 has no encoding 3), bytes of the file, words, numbers of a vector |
/// | 40 | encoding of rows: 0 float32, 1 int8, 2 product-quantised, 3 float32 with those of words in int8 too |
/// | 48 | numbers of a part, where rows are product-quantised, else 0 |
/// | 56 | bytes of all words; slots of the hash index |
/// | 72 | characters of the shortest and of the longest n-gram; buckets; buckets with a row; 0 without parts |
/// | 104 | CRC-32C of all between the head and the rows, and of all from there on |
/// | 120 | CRC-32C of the head so far |
///
/// Then, each from a multiple of 64 bytes on, zeros between:
///
/// 1. where each word begins, and the last ends: words + 1 numbers of 32 bits
/// 2. the words in UTF-8, one after the other
/// 3. slots of 32 bits: 1 + a word's place or 0; word w is in the first free slot from
///    hash(w) mod slots on, which is FNV-1a over 64 bits, its upper half xored into the lower
/// 4. norms of the words' vectors, float32
/// 5. for each bucket 1 + its row or 0, 32 bits; not there where each bucket has a row
/// 6. of words, then of buckets: 256 · D numbers, the centroids of the first part, those of the next …
///    (product-quantised); a scale for each row (int8 and product-quantised; of words where they are in
///    int8 too)
/// 7. the rows of words, then those of buckets: D float32, D int8, or a byte for each part
/// 8. D int8 for each word, where its row is in float32
enum MappedVectors {
  static let magic: [UInt8] = Array("PARLVECT".utf8)
  static let version: UInt64 = 2
  static let headSize = 128
  /// A dimension above which a file is taken for damaged.
  static let largestDimension = 1 << 16

  /// Characters of an n-gram at most; there are no longer words.
  static let longestNGram = 1 << 20

  /// What the head says.
  struct Head {
    var words = 0
    var dimension = 0
    var encoding = 0
    var subvectorSize = 0
    var textSize = 0
    var slots = 0
    var subwords: Subwords?
    var bucketRows = 0

    /// Bytes of a row.
    var rowSize: Int {
      switch encoding {
      case 0, 3: 4 * dimension
      case 1: dimension
      default: ProductCodes.parts(of: dimension, by: subvectorSize)
      }
    }
    /// Whether a scale belongs to each row of words, and of buckets.
    var hasScales: [Bool] { [encoding != 0, encoding == 1 || encoding == 2] }
    var hasPlaces: Bool { bucketRows < subwords?.buckets ?? 0 }
  }

  /// Where the sections lie.
  struct Layout {
    private(set) var starts, text, slots, norms, places: Int
    /// Of words, of buckets.
    private(set) var centroids = [0, 0]
    private(set) var scales = [0, 0]
    private(set) var rows = [0, 0]
    private(set) var sketch: Int
    private(set) var byteCount: Int

    /// Nil where there is no such file.
    init?(_ head: Head) {
      var (offset, isTooLong) = (headSize, false)
      func section(_ count: Int, _ size: Int) -> Int {
        let start = (offset + 63) & ~63
        let (bytes, overflows) = count.multipliedReportingOverflow(by: size)
        isTooLong = isTooLong || overflows || bytes < 0 || bytes > 1 << 56
        if !isTooLong { offset = start + bytes }
        return start
      }
      starts = section(head.words + 1, 4)
      text = section(head.textSize, 1)
      slots = section(head.slots, 4)
      norms = section(head.words, 4)
      places = section(head.hasPlaces ? head.subwords?.buckets ?? 0 : 0, 4)
      let counts = [head.words, head.bucketRows]
      let centroidCount = head.encoding == 2 ? ProductCodes.centroidCount : 0
      for kind in 0...1 {
        let isThere = kind == 0 || head.bucketRows > 0
        centroids[kind] = section(isThere ? centroidCount : 0, 4 * head.dimension)
        scales[kind] = section(head.hasScales[kind] ? counts[kind] : 0, 4)
      }
      for kind in 0...1 { rows[kind] = section(counts[kind], head.rowSize) }
      sketch = section(head.encoding == 3 ? head.words : 0, head.dimension)
      guard !isTooLong else { return nil }
      byteCount = (offset + 63) & ~63
    }
  }
}
