using System.Globalization;
using System.Text;

namespace Fairlead.Bench.Feel;

/// <summary>Expressions as processes have them, and data made for them: always the same.</summary>
internal static class FeelCases
{
    private const int Shipments = 1_000;
    private const int Readings = 100;

    public static IReadOnlyList<FeelCase> All { get; } =
    [
        new("number-equal", "n = 17", """{"n":17}"""),
        new("number-between", "n between 5 and 25", """{"n":17}"""),
        new("path-3", "parcel.route.id", """{"parcel":{"id":"p-1","weight":2.4,"route":{"id":"r-9","stops":4}}}"""),
        new("path-5", "parcel.receiver.home.place.name",
            """{"parcel":{"id":"p-1","receiver":{"name":"Ada","home":{"street":"Hill 1","place":{"name":"Porto","code":"4000"}}}}}"""),
        new("arithmetic", "(w + l) * 3 - h / 8 + d ** 2", """{"w":12,"l":30.25,"h":9,"d":4}"""),
        new("decimals", "price * 1.23 + fee - price * 0.05", """{"price":149.95,"fee":4.9}"""),
        new("condition", "weight > 30 and carrier.kind = \"air\" or zone in (\"A\", \"C\")",
            """{"weight":41.5,"carrier":{"kind":"sea"},"zone":"C"}"""),
        new("if-chain", "if points >= 80 then \"gold\" else if points >= 50 then \"silver\" else if points >= 20 then \"bronze\" else \"none\"",
            """{"points":42}"""),
        new("list-literal", "[2, 4, 8]", "{}"),
        new("list-index", "[2, 4, 8][3]", "{}"),
        new("context-literal", "{a: 2, b: 4, c: 8}", "{}"),
        new("context-entry", "{a: 2, b: 4, c: 8}.b", "{}"),
        new("context-of-paths", "{id: parcel.id, gross: parcel.weight * 1.1, marks: [\"x\", \"y\"], to: {zip: parcel.zip, n: 1}}",
            """{"parcel":{"id":"p-1","weight":2.4,"zip":"4000"}}"""),
        new("filter-1", "lines[kind = \"rush\"]", """{"lines":[{"kind":"rush"}]}"""),
        new("filter-1000", "shipments[weight > 20 and state = \"open\"]", OfShipments()),
        new("filter-path-sum-1000", "sum(shipments[state = \"open\"].weight)", OfShipments()),
        new("for-1", "for line in lines return line.id", """{"lines":[{"id":"l-1"}]}"""),
        new("for-1000", "for s in shipments return s.weight * 2.35", OfShipments()),
        new("for-range-1000", "sum(for i in 1..1000 return i * i)", "{}"),
        new("some-1000", "some s in shipments satisfies s.weight > 999", OfShipments()),
        new("every-1000", "every s in shipments satisfies s.weight > 0", OfShipments()),
        new("sort-100", "sort(readings, function(a, b) a < b)", OfReadings()),
        new("text-contains", "contains(note, \"fragile\")", """{"note":"handle with care: fragile"}"""),
        new("text-functions", "upper case(substring(code, 1, 2)) + \"-\" + string(count(tags)) + string join(tags, \";\")",
            """{"code":"porto","tags":["a","b","c","d"]}"""),
        new("pattern", "matches(mail, \"^[a-z.]+@[a-z]+\\\\.[a-z]{2,}$\")", """{"mail":"ada.lovelace@example.org"}"""),
        new("date-difference", "(date(due) - date(\"2025-11-01\")).days", """{"due":"2025-12-24"}"""),
        new("date-and-duration", "date and time(sent) + duration(\"P2DT6H\") < date and time(\"2026-01-01T00:00:00Z\")",
            """{"sent":"2025-10-05T08:30:00Z"}"""),
        new("connector-result", "{place: response.body.place, ok: response.status = 201}", OfResponse()),
        new("connector-result-deep",
            "{contact: {id: response.body.contact.id, name: response.body.contact.first + \" \" + response.body.contact.last, phone: "
            + "response.body.contact.phones[main = true][1].number}, ok: response.status >= 200 and response.status < 300, "
            + "count: count(response.body.rows), total: sum(for r in response.body.rows return r.cost * r.pieces)}",
            OfResponse()),
        new("connector-error",
            "if response.status = 409 then bpmnError(\"TAKEN\", \"taken already\") else if response.status >= 500 then "
            + "jobError(\"other side is down\") else null",
            OfResponse()),
        new("test-range", "[20..60)", """{"?":35}""", IsTest: true),
        new("test-list", "\"red\", \"green\", \"blue\"", """{"?":"green"}""", IsTest: true),
        new("test-not", "not(< 5, > 50)", """{"?":25}""", IsTest: true),
    ];

    private static string OfShipments()
    {
        var random = new Random(7);
        string[] places = ["Porto", "Lyon", "Kraków", "Graz"];
        string[] states = ["open", "sent", "lost"];
        var json = new StringBuilder("{\"shipments\":[");
        for (var i = 0; i < Shipments; i++)
        {
            json.Append(i == 0 ? "" : ",").Append(
                CultureInfo.InvariantCulture,
                $"{{\"id\":\"s-{i}\",\"weight\":{1 + (random.Next(0, 5_000) / 100m)},\"pieces\":{random.Next(1, 9)},\"state\":\"{states[random.Next(3)]}\","
                + $"\"receiver\":{{\"name\":\"Receiver {i}\",\"home\":{{\"place\":\"{places[random.Next(4)]}\"}}}}}}");
        }
        return json.Append("]}").ToString();
    }

    private static string OfReadings()
    {
        var random = new Random(11);
        return $"{{\"readings\":[{string.Join(',', Enumerable.Range(0, Readings).Select(_ => random.Next(0, 10_000)))}]}}";
    }

    private static string OfResponse() => $$"""
        {"response":{"status":201,"headers":{"content-type":"application/json","request-id":"c0ffee"},"body":{"place":"Porto","contact":{"id":815,
        "first":"Ada","last":"Lovelace","phones":[{"number":"+351 1","main":false},{"number":"+351 2","main":true}]},"rows":[{{Rows()}}]} } }
        """;

    private static string Rows() =>
        string.Join(',', Enumerable.Range(1, 8).Select(i => $"{{\"part\":\"part {i}\",\"cost\":{i}.75,\"pieces\":{i}}}"));
}
