"""Expression trees and their walks. See docs/design/scoring.md."""
