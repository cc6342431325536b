import Testing

@testable import HelmRelease

@Suite struct TimestampTests {
    @Test(arguments: [
        ("2026-11-21T07:37:36.508370009Z", "2026-11-21 07:37:36.508370009 +0000 UTC"),
        ("2026-11-21T07:37:36.5Z", "2026-11-21 07:37:36.5 +0000 UTC"),
        ("2024-02-29T23:59:59Z", "2024-02-29 23:59:59 +0000 UTC"),
        ("1969-12-31T23:59:59.999999999Z", "1969-12-31 23:59:59.999999999 +0000 UTC"),
        ("0001-01-01T00:00:00Z", "0001-01-01 00:00:00 +0000 UTC"),
        ("2024-06-01T12:00:00.25+05:30", "2024-06-01 12:00:00.25 +0530 +0530"),
        ("2024-01-01T00:00:00-08:00", "2024-01-01 00:00:00 -0800 -0800"),
    ])
    func textsComeBack(_ text: String, _ printed: String) throws {
        let time = try #require(Timestamp(rfc3339: text))
        #expect(time.rfc3339 == text)
        #expect(time.goString == printed)
    }

    @Test(arguments: [
        "", "2024", "2024-13-01T00:00:00Z", "2023-02-29T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01 00:00:00Z",
        "2024-01-01T00:00:00", "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00Zx", "2024-01-01T00:00:00+0100",
    ])
    func othersAreRefused(_ text: String) { #expect(Timestamp(rfc3339: text) == nil) }

    @Test func everyDayOfCenturiesIsReadAsWritten() throws {
        for day in stride(from: Int64(-719_000), to: 200_000, by: 1) {
            let time = Timestamp(seconds: day * 86400 + 12345)
            let read = try #require(Timestamp(rfc3339: time.rfc3339))
            if read != time {
                Issue.record("\(day): \(time.rfc3339)")
                return
            }
        }
    }

    @Test func nanoseconds() {
        #expect(Timestamp(nanosecondsSince1970: -1).rfc3339 == "1969-12-31T23:59:59.999999999Z")
        #expect(Timestamp(nanosecondsSince1970: 1_500_000_000).nanosecondsSince1970 == 1_500_000_000)
        #expect(Timestamp.zero.nanosecondsSince1970 == nil)
    }
}
