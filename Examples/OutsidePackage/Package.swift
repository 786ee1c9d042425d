// swift-tools-version: 6.1

import PackageDescription

let package = Package(
  name: "outside-package",
  platforms: [.macOS(.v14)],
  dependencies: [
    .package(name: "parlance", path: "../..")
  ],
  targets: [
    .executableTarget(
      name: "OutsidePackage", dependencies: [.product(name: "Parlance", package: "parlance")])
  ],
  swiftLanguageModes: [.v6]
)
