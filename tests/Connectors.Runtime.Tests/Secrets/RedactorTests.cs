using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Tests.Secrets;

/// <summary>A secret in a text, however it is spelled.</summary>
public sealed class RedactorTests
{
    /// <summary>Every character that some notation writes in another way.</summary>
    private const string Awkward = "pa\\ss w\"ö'rd/+&<%=\n\u0001漢😀~!*()end";

    private static readonly string Pem = $"-----BEGIN KEY-----\n{new string('A', 64)}\n{new string('B', 64)}\n-----END KEY-----\n";

    public static TheoryData<string, string> Spellings
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var secret in new[] { Awkward, "simple-token-1234", "ÄÖÜ-latin-ß", "abcd", Pem, new string('x', 2_000) + "\"end" })
            {
                foreach (var spelling in SpellingsOf(secret).Distinct(StringComparer.Ordinal))
                    data.Add(secret, spelling);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Spellings))]
    public void No_spelling_of_a_secret_stays(string secret, string spelling)
    {
        var redactor = Knowing(secret);

        Assert.Equal("before *** after", redactor.Clean($"before {spelling} after"));
        Assert.Equal("before {{secrets.NAME}} after", redactor.ToPlaceholders($"before {spelling} after"));
        Assert.Equal("***", redactor.Clean(spelling));
        Assert.Equal("[***,***]", redactor.Clean($"[{spelling},{spelling}]"));
    }

    [Theory, MemberData(nameof(Spellings))]
    public void No_beginning_of_a_secret_stays_where_a_text_was_cut(string secret, string spelling)
    {
        var redactor = Knowing(secret);
        foreach (var length in new[] { spelling.Length - 1, spelling.Length - 2, spelling.Length / 2, spelling.Length / 3, 32 })
        {
            // In a long-winded spelling less is no more than three characters.
            if (length < 32 || length >= spelling.Length)
                continue;
            foreach (var text in new[] { spelling[..length], $"{spelling[..length]}…", $"\"{spelling[..length]}...\"" })
                Assert.True(redactor.Clean(text).Length <= 16, $"{text} became {redactor.Clean(text)}");
        }
    }

    [Fact]
    public void No_end_of_a_secret_stays_behind_a_mark_of_a_cut()
    {
        var redactor = Knowing("simple-token-1234");

        Assert.Equal("…*** is wrong", redactor.Clean("…token-1234 is wrong"));
        Assert.Equal("(...*** is wrong", redactor.Clean("(...token-1234 is wrong"));
    }

    [Theory]
    [InlineData("user:{0}")]
    [InlineData("a:{0}")]
    [InlineData("ab:{0}:behind")]
    [InlineData("{{\"password\":\"{0}\"}}")]
    public void A_part_of_what_was_encoded_is_found(string around)
    {
        const string secret = "simple-token-1234";
        var redactor = Knowing(secret);
        var bytes = Encoding.UTF8.GetBytes(string.Format(CultureInfo.InvariantCulture, around, secret));

        Assert.Equal("Basic ***.", redactor.Clean($"Basic {Convert.ToBase64String(bytes)}."));
        Assert.Equal("Basic ***.", redactor.Clean($"Basic {System.Buffers.Text.Base64Url.EncodeToString(bytes)}."));
        Assert.DoesNotContain("tcGxl", redactor.Clean(Convert.ToBase64String(bytes).Insert(20, "\r\n")), StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)), redactor.Clean(Convert.ToHexStringLower(bytes)), StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_of_a_secret_are_found_one_by_one_and_put_together()
    {
        var redactor = Knowing(Pem);

        Assert.Equal("line ***, line ***.", redactor.Clean($"line {new string('A', 64)}, line {new string('B', 64)}."));
        Assert.Equal("***", redactor.Clean(Pem.Replace("\n", " ").Trim()));
        Assert.Equal("***", redactor.Clean(Pem.Replace("\n", "")));
        Assert.Equal("***", redactor.Clean(Pem.Replace("\n", "\r\n").Trim()));
    }

    [Fact]
    public void Json_stays_json_and_is_cleaned_in_texts_names_and_numbers()
    {
        var redactor = Knowing(Awkward, "48151623");
        var json = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>
        {
            [$"key {Awkward}"] = $"value {Awkward}",
            ["list"] = new object?[] { Uri.EscapeDataString(Awkward), null, true, 48151623, 7 },
            ["nested"] = JsonSerializer.Serialize(new { inner = Awkward }),
        });

        Assert.Equal(
            """{"key ***":"value ***","list":["***",null,true,"***",7],"nested":"{\"inner\":\"***\"}"}""",
            Encoding.UTF8.GetString(redactor.CleanJson(json).Span));
    }

    [Fact]
    public void What_only_looks_like_a_secret_stays()
    {
        var redactor = Knowing("simple-token-1234");
        const string text = "A simple-token-123 is no simple token: simple%2Dtoken%2D12, c2ltcGxl https://simple.example";

        Assert.Equal(text, redactor.Clean(text));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("1")]
    [InlineData("")]
    public void A_value_that_is_too_short_destroys_no_message(string secret)
    {
        Assert.Equal("Element 1 abc failed.", Knowing(secret).Clean("Element 1 abc failed."));
    }

    [Fact]
    public void Secrets_within_secrets_go_with_them()
    {
        var redactor = new Redactor();
        redactor.Add(new Secret("inner-value"), "INNER");
        redactor.Add(new Secret("outer inner-value here"), "OUTER");

        Assert.Equal(
            "{{secrets.OUTER}} and {{secrets.INNER}}", redactor.ToPlaceholders("outer inner-value here and inner-value"));
    }

    /// <summary>A text of a stranger may be as unpleasant as it likes.</summary>
    [Fact]
    public void A_long_text_that_nearly_matches_everywhere_takes_no_long_time()
    {
        var redactor = Knowing(new string('a', 2_000) + "b", new string('\\', 50) + "n", "%25%25%25%25%25");
        var text = string.Concat(Enumerable.Repeat("aaaaaaaaaaaaaaaa\\\\\\\\\\\\%25%2525%", 2_000));

        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        redactor.Clean(text);

        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    private static Redactor Knowing(params string[] secrets)
    {
        var redactor = new Redactor();
        foreach (var secret in secrets)
            redactor.Add(new Secret(secret), "NAME");
        return redactor;
    }

    private static IEnumerable<string> SpellingsOf(string secret)
    {
        var trimmed = secret.Trim();
        var utf8 = Encoding.UTF8.GetBytes(trimmed);
        yield return trimmed;
        yield return Uri.EscapeDataString(trimmed);
        yield return Uri.EscapeDataString(Uri.EscapeDataString(trimmed));
        yield return WebUtility.UrlEncode(trimmed);
        yield return WebUtility.UrlEncode(trimmed).ToLowerInvariant();
        yield return WebUtility.HtmlEncode(trimmed);
        yield return JsonEncodedText.Encode(trimmed).Value;
        yield return JsonEncodedText.Encode(trimmed, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value;
        yield return JsonEncodedText.Encode(JsonEncodedText.Encode(trimmed).Value).Value;
        yield return JsonEncodedText.Encode(trimmed, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value.Replace("/", "\\/");
        yield return string.Concat(utf8.Select(one => $"%{one:x2}"));
        yield return string.Concat(trimmed.Select(unit => $"\\u{(int)unit:x4}"));
        yield return string.Concat(trimmed.EnumerateRunes().Select(rune => $"&#x{rune.Value:X};"));
        yield return Convert.ToHexString(utf8);
        yield return Convert.ToHexStringLower(utf8);
        yield return Convert.ToBase64String(utf8);
        yield return Uri.EscapeDataString(Convert.ToBase64String(utf8));
        yield return System.Buffers.Text.Base64Url.EncodeToString(utf8);
        if (trimmed.Length >= 8)
            yield return trimmed.ToUpperInvariant();
    }
}
