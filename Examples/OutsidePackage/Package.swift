// swift-tools-version: 6.1

import PackageDescription

let package = Package(
  name: "outside-package",
  platforms: [.macOS(.v14)],
  dependencies: [
    // Where oneDNN is not installed, a package does without it by asking for no traits.
    .package(
      name: "parlance", path: "../..",
      traits: Context.environment["WITHOUT_ONEDNN"] == nil ? [.defaults] : [])
  ],
  targets: [
    .executableTarget(
      name: "OutsidePackage", dependencies: [.product(name: "Parlance", package: "parlance")])
  ],
  swiftLanguageModes: [.v6]
)
