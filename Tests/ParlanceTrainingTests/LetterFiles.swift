import ParlanceSystem
import ParlanceTraining

extension LetterSettings: TrainedSettings {
  /// Settings of lines that are written to a folder.
  init(in folder: String) throws {
    let vowels = ["aei ou", "ooh aah", "eau ai", "iou a", "aa ee"]
    let others = ["brr tst", "hmm pst", "grr zz", "nth crwth", "shh tsk"]
    let lines = (0..<40).map { index in
      index % 2 == 0 ? "vowels\t\(vowels[index / 2 % 5])" : "others\t\(others[index / 2 % 5])"
    }
    let path = folder + "/lines.tsv"
    try AtomicFile.write(lines.joined(separator: "\n") + "\n", to: path)
    self.init()
    (train, test) = (path, path)
    training.epochs = 4
    training.learningRate = 0.5
  }

  var searched: [SearchedSetting<LetterSettings>] {
    [
      SearchedSetting("learningRate", \.training.learningRate, .real(0.01...1)),
      SearchedSetting("batchSize", \.batchSize, .choice(["4", "8"])),
      SearchedSetting(
        "momentum", \.training.momentum, .real(0...0.9), where: "batchSize", is: ["4"]),
      SearchedSetting("optimizer", \.training.optimizer, .choice(["sgd", "asgd"])),
    ]
  }
}
