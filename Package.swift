// swift-tools-version: 6.1

import PackageDescription

/// Only `make docs` needs the documentation plugin; nobody else resolves it.
let documentation: [Package.Dependency] =
  Context.environment["PARLANCE_DOCS"] == nil
  ? [] : [.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.0")]

let package = Package(
  name: "parlance",
  platforms: [.macOS(.v14)],
  products: [
    .library(name: "Parlance", targets: ["Parlance"]),
    .executable(name: "parlance", targets: ["ParlanceCLI"]),
  ],
  traits: [
    .trait(name: "Server", description: "The HTTP server, `parlance serve`."),
    .default(enabledTraits: []),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
  ] + documentation,
  targets: [
    .target(name: "CParlance", cSettings: [.define("_GNU_SOURCE", .when(platforms: [.linux]))]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "ParlanceSystem", dependencies: ["CParlance"]),
    .target(name: "ParlanceArrays", dependencies: ["ParlanceSystem", "CParlance"]),
    .target(
      name: "ParlanceDevices", dependencies: ["ParlanceArrays", "ParlanceSystem", "CParlance"],
      resources: [
        "dialect", "elements", "views", "reductions", "rows", "products", "attention", "crf",
        "recurrent", "updates",
      ].map { .embedInCode("Resources/\($0).cl") }),
    .target(name: "ParlanceAutograd", dependencies: ["ParlanceArrays"]),
    .target(name: "ParlanceNN", dependencies: ["ParlanceAutograd"]),
    .target(name: "ParlanceOptim", dependencies: ["ParlanceAutograd"]),
    .target(name: "ParlanceDistributed", dependencies: ["ParlanceAutograd", "CParlance"]),
    .target(name: "ParlanceDrawing", dependencies: ["ParlanceSystem"]),
    .target(name: "ParlanceText", dependencies: ["ParlanceSystem", "CZlib"]),
    .target(name: "ParlanceScores", dependencies: ["ParlanceText"]),
    .target(
      name: "ParlanceTraining",
      dependencies: [
        "ParlanceNN", "ParlanceOptim", "ParlanceText", "ParlanceScores", "ParlanceDistributed",
      ]),
    .target(name: "ParlanceDecoding", dependencies: ["ParlanceTraining"]),
    .target(name: "ParlanceLanguageModels", dependencies: ["ParlanceDecoding"]),
    .target(name: "ParlanceClassification", dependencies: ["ParlanceTraining"]),
    .target(name: "ParlanceTagging", dependencies: ["ParlanceTraining"]),
    .target(name: "ParlanceTranslation", dependencies: ["ParlanceDecoding"]),
    .target(name: "ParlanceVectors", dependencies: ["ParlanceTraining"]),
    .target(
      name: "ParlanceReports", dependencies: ["ParlanceTraining", "ParlanceDrawing"],
      resources: [
        "head", "transformer", "language_model", "classifier", "tagger", "recurrent_translator",
        "transformer_translator", "translator", "tail",
      ].map { .embedInCode("Resources/pytorch_\($0).py") }),
    .target(
      name: "ParlanceHosting",
      dependencies: [
        "ParlanceLanguageModels", "ParlanceClassification", "ParlanceTagging",
        "ParlanceTranslation", "ParlanceVectors",
      ]),
    .target(
      name: "Parlance", dependencies: ["ParlanceHosting", "ParlanceReports", "ParlanceDevices"]),
    .target(name: "ParlanceLessons", dependencies: ["Parlance"]),
    .target(
      name: "ParlanceServer",
      dependencies: [
        "Parlance",
        .product(name: "Hummingbird", package: "hummingbird", condition: .when(traits: ["Server"])),
      ],
      resources: [
        .embedInCode("Resources/openapi.json"), .embedInCode("Resources/playground.html"),
      ]),
    .executableTarget(
      name: "ParlanceCLI",
      dependencies: [
        "Parlance", "ParlanceLessons", "ParlanceServer",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Yams", package: "Yams"),
      ]),
    .executableTarget(
      name: "parlance-examples", dependencies: ["Parlance"], path: "Examples/WorkedExamples"),
    .target(
      name: "ParlanceTestSupport",
      dependencies: ["ParlanceNN", "ParlanceDevices", "CParlance", "CUDADouble"],
      path: "Tests/ParlanceTestSupport",
      resources: [.copy("Golden")]),
    .target(name: "CUDADouble", path: "Tests/CUDADouble"),
    .testTarget(
      name: "ParlanceDevicesTests", dependencies: ["Parlance", "ParlanceTestSupport"]),
    .testTarget(
      name: "ParlanceSystemTests",
      dependencies: ["ParlanceSystem", "CParlance", "ParlanceTestSupport"]),
    .testTarget(
      name: "ParlanceArraysTests",
      dependencies: ["ParlanceArrays", "CParlance", "ParlanceTestSupport"]),
    .testTarget(name: "ParlanceAutogradTests", dependencies: ["ParlanceTestSupport"]),
    .testTarget(
      name: "ParlanceNNTests", dependencies: ["ParlanceOptim", "ParlanceTestSupport"]),
    .testTarget(
      name: "ParlanceOptimTests", dependencies: ["ParlanceOptim", "ParlanceTestSupport"]),
    .testTarget(
      name: "ParlanceDistributedTests",
      dependencies: ["ParlanceDistributed", "ParlanceNN", "ParlanceTestSupport"]),
    .testTarget(
      name: "ParlanceTextTests", dependencies: ["ParlanceText", "ParlanceTestSupport"]),
    .testTarget(
      name: "ParlanceDrawingTests", dependencies: ["ParlanceDrawing", "ParlanceTestSupport"]),
    .testTarget(
      name: "ParlanceScoresTests", dependencies: ["ParlanceScores", "ParlanceTestSupport"]),
    .testTarget(
      name: "ParlanceTrainingTests", dependencies: ["ParlanceTraining", "ParlanceTestSupport"]),
    .testTarget(
      name: "ParlanceReportsTests", dependencies: ["ParlanceReports", "ParlanceTestSupport"]),
    .testTarget(
      name: "ParlanceDecodingTests", dependencies: ["ParlanceDecoding", "ParlanceTestSupport"]),
    .testTarget(
      name: "ParlanceLanguageModelsTests",
      dependencies: ["ParlanceLanguageModels", "ParlanceTestSupport"]),
    .testTarget(
      name: "ParlanceClassificationTests",
      dependencies: ["ParlanceClassification", "ParlanceTestSupport"]),
    .testTarget(
      name: "ParlanceTaggingTests", dependencies: ["ParlanceTagging", "ParlanceTestSupport"]),
    .testTarget(
      name: "ParlanceTranslationTests",
      dependencies: ["ParlanceTranslation", "ParlanceTestSupport"]),
    .testTarget(
      name: "ParlanceVectorsTests", dependencies: ["ParlanceVectors", "ParlanceTestSupport"]),
    .testTarget(
      name: "ParlanceHostingTests",
      dependencies: ["ParlanceHosting", "ParlanceReports", "ParlanceTestSupport"]),
    .testTarget(
      name: "ParlanceServerTests", dependencies: ["ParlanceServer", "ParlanceTestSupport"]),
    .testTarget(
      name: "ParlanceLessonsTests", dependencies: ["ParlanceLessons", "ParlanceTestSupport"]),
    .testTarget(name: "ParlanceTests", dependencies: ["Parlance", "ParlanceTestSupport"]),
    .testTarget(
      name: "DocumentationTests",
      dependencies: ["Parlance", "ParlanceLessons", "ParlanceServer", "ParlanceTestSupport"]),
    .testTarget(name: "ExamplesTests", dependencies: ["parlance-examples", "ParlanceTestSupport"]),
    .testTarget(
      name: "ParlanceCLITests",
      dependencies: ["ParlanceCLI", "ParlanceLessons", "ParlanceTestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
