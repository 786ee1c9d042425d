import Foundation
import ParlanceSystem
import ParlanceTestSupport
import ParlanceText
import Testing

/// Against files that gensim and fastText wrote: `Tools/reference/golden_vector_forms.py`.
@Suite struct VectorFormsTests {
  private struct Golden: Decodable {
    struct Gensim: Decodable {
      let words: [String]
      let numbers: [[Float]]
      let files: [String: Data]
    }
    struct FastText: Decodable {
      let file: Data
      let vectors: [String: [Float]]
      let unknown: [String: [Float]]
    }
    let gensim: Gensim
    let fastText: [String: FastText]
  }

  private func golden() throws -> Golden {
    try JSONDecoder().decode(Golden.self, from: goldenData("vector_forms.json"))
  }

  private func write(_ data: Data, _ path: String) throws {
    try data.write(to: URL(fileURLWithPath: path))
  }

  private func bytes(_ path: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path))
  }

  @Test(arguments: ["text", "binary", "glove", "gzip"])
  func whatGensimWritesIsRead(name: String) throws {
    let gensim = try golden().gensim
    try withFolder { folder in
      let path = folder + "/any name"
      try write(#require(gensim.files[name]), path)
      let vectors = try WordVectors.read(path: path)
      #expect(vectors.words.map { Array($0.utf8) } == gensim.words.map { Array($0.utf8) })
      #expect(vectors.numbers == gensim.numbers.flatMap(\.self) && vectors.notes.isEmpty)
    }
  }

  /// Digits aside (1e+08 or 1e8), and with a line end after each record of the binary form, as word2vec's
  /// own program writes it.
  @Test func filesAreThoseOfGensim() throws {
    let gensim = try golden().gensim
    let vectors = WordVectors(
      words: gensim.words, numbers: gensim.numbers.flatMap(\.self), dimension: 5)
    try withFolder { folder in
      for (form, name) in [(WordVectors.Form.glove, "glove"), (.word2vec, "text")] {
        let path = folder + "/" + name
        #expect(try vectors.write(to: path, as: form) == 0)
        func fields(_ data: Data) -> [[Substring]] {
          String(decoding: data, as: UTF8.self).utf8.split(separator: 10).map { line in
            line.split(separator: 32).map { Substring($0) }
          }
        }
        let (found, expected) = (fields(try bytes(path)), fields(try #require(gensim.files[name])))
        #expect(found.count == expected.count)
        for (a, b) in zip(found, expected) {
          #expect(a.count == b.count && Array(a[0].utf8) == Array(b[0].utf8))
          #expect(a.dropFirst().map { Float($0) } == b.dropFirst().map { Float($0) })
        }
      }
      let path = folder + "/binary"
      try vectors.write(to: path, as: .word2vecBinary)
      let expected = try #require(gensim.files["binary"])
      #expect(try bytes(path).count == expected.count + gensim.words.count)
      #expect(try WordVectors.read(path: path).numbers == vectors.numbers)
      try vectors.write(to: folder + "/v.gz", as: .word2vec)
      #expect(try bytes(folder + "/v.gz").starts(with: [0x1F, 0x8B]))
      #expect(try WordVectors.read(path: folder + "/v.gz").numbers == vectors.numbers)
    }
  }

  private func distance(_ a: [Float]?, _ b: [Float]) -> Float {
    guard let a, a.count == b.count else { return .infinity }
    return zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  @Test(arguments: ["s.bin", "w.bin", "q.bin", "p.ftz"])
  func vectorsAreThoseOfFastText(name: String) throws {
    let model = try #require(try golden().fastText[name])
    try withFolder { folder in
      let path = folder + "/m"
      try write(model.file, path)
      let given = try WordVectors.read(path: path)
      try given.write(to: folder + "/mapped", as: .mapped)
      try given.write(to: folder + "/again", as: .fastTextBinary)
      let kept = try WordVectors.read(path: path) { $0 == "salt" || $0 == "Zürich" }
      #expect(kept.count == 2)
      // Five digits are printed.
      let written = try ["/mapped", "/again"].map { try WordVectors.read(path: folder + $0) }
      for vectors in [given] + (name == "p.ftz" ? [written[0]] : written) {
        #expect(vectors.count == model.vectors.count)
        for (word, expected) in model.vectors {
          #expect(distance(vectors.vector(of: word), expected) < 2e-5, "\(word)")
        }
        for (word, expected) in model.unknown where expected.contains(where: { $0 != 0 }) {
          #expect(vectors.index(of: word) == nil)
          #expect(distance(vectors.vector(of: word), expected) < 2e-5, "\(word)")
          #expect(distance(kept.vector(of: word), expected) < 2e-5, "\(word)")
        }
        #expect((vectors.subwords == nil) == model.unknown.isEmpty)
      }
      // Buckets that were pruned have zeros there: vectors of unknown words are shorter.
      for (word, expected) in model.vectors {
        #expect(distance(written[1].vector(of: word), expected) < 2e-5, "\(word)")
      }
    }
  }

  /// Thousands of wrong files of each form: each is an error of ours, or vectors that can be asked.
  @Test func wrongFilesAreErrors() throws {
    let golden = try golden()
    var files = golden.gensim.files.filter { $0.key != "glove" }.mapValues { [UInt8]($0) }
    for name in ["s.bin", "p.ftz"] { files[name] = golden.fastText[name].map { [UInt8]($0.file) } }
    var generator = RandomGenerator(seed: 2)
    try withFolder { folder in
      let path = folder + "/v"
      let mapped = WordVectors(words: ["a", "b"], numbers: [1, 2, 3, 4], dimension: 2)
      for form in [WordVectors.Form.mapped, .mappedInt8] {
        try mapped.write(to: path, as: form, subvectorSize: 1)
        files[form.rawValue] = try [UInt8](bytes(path))
      }
      for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
        var (errors, count) = (0, 0)
        func ask(_ bytes: [UInt8]) throws {
          try write(Data(bytes), path)
          count += 1
          do {
            let vectors = try WordVectors.read(path: path)
            _ = (vectors.words.first.map { vectors.index(of: $0) }, vectors.vector(of: "xyz"))
            if vectors.count > 0 { _ = vectors.vector(at: vectors.count - 1) }
          } catch {
            errors += 1
            #expect(error is InputError, "\(name): \(error)")
          }
        }
        for cut in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 100)) {
          try ask(Array(bytes[..<cut]))
        }
        for _ in 0..<150 {
          var wrong = bytes
          for _ in 0..<Int.random(in: 1...4, using: &generator) {
            // More often near the front, where counts are.
            let most = Bool.random(using: &generator) ? min(200, bytes.count) : bytes.count
            wrong[Int.random(in: 0..<most, using: &generator)] = .random(
              in: 0...255, using: &generator)
          }
          try ask(wrong)
        }
        #expect(errors > count / 4, "\(name): \(errors) errors of \(count)")
      }
    }
  }
}
