using System.Collections.Frozen;
using System.Globalization;

namespace Fairlead.Feel.Patterns;

/// <summary>The named blocks of Unicode, and the scripts that patterns most often ask for.</summary>
/// <remarks>Source: Unicode 15, Blocks.txt and Scripts.txt. A script here is its letters and marks.</remarks>
internal static class UnicodeBlocks
{
    private const string BlockText =
        "Basic Latin:0-7F;Latin-1 Supplement:80-FF;Latin Extended-A:100-17F;Latin Extended-B:180-24F;IPA Extensions:250-2AF;"
        + "Spacing Modifier Letters:2B0-2FF;Combining Diacritical Marks:300-36F;Greek and Coptic:370-3FF;Greek:370-3FF;"
        + "Cyrillic:400-4FF;Cyrillic Supplement:500-52F;Armenian:530-58F;Hebrew:590-5FF;Arabic:600-6FF;Syriac:700-74F;"
        + "Arabic Supplement:750-77F;Thaana:780-7BF;NKo:7C0-7FF;Devanagari:900-97F;Bengali:980-9FF;Gurmukhi:A00-A7F;"
        + "Gujarati:A80-AFF;Oriya:B00-B7F;Tamil:B80-BFF;Telugu:C00-C7F;Kannada:C80-CFF;Malayalam:D00-D7F;Sinhala:D80-DFF;"
        + "Thai:E00-E7F;Lao:E80-EFF;Tibetan:F00-FFF;Myanmar:1000-109F;Georgian:10A0-10FF;Hangul Jamo:1100-11FF;"
        + "Ethiopic:1200-137F;Cherokee:13A0-13FF;Unified Canadian Aboriginal Syllabics:1400-167F;Ogham:1680-169F;Runic:16A0-16FF;"
        + "Tagalog:1700-171F;Khmer:1780-17FF;Mongolian:1800-18AF;Balinese:1B00-1B7F;Phonetic Extensions:1D00-1D7F;"
        + "Latin Extended Additional:1E00-1EFF;Greek Extended:1F00-1FFF;General Punctuation:2000-206F;"
        + "Superscripts and Subscripts:2070-209F;Currency Symbols:20A0-20CF;Combining Diacritical Marks for Symbols:20D0-20FF;"
        + "Combining Marks for Symbols:20D0-20FF;Letterlike Symbols:2100-214F;Number Forms:2150-218F;Arrows:2190-21FF;"
        + "Mathematical Operators:2200-22FF;Miscellaneous Technical:2300-23FF;Control Pictures:2400-243F;"
        + "Optical Character Recognition:2440-245F;Enclosed Alphanumerics:2460-24FF;Box Drawing:2500-257F;Block Elements:2580-259F;"
        + "Geometric Shapes:25A0-25FF;Miscellaneous Symbols:2600-26FF;Dingbats:2700-27BF;Braille Patterns:2800-28FF;"
        + "CJK Radicals Supplement:2E80-2EFF;Kangxi Radicals:2F00-2FDF;CJK Symbols and Punctuation:3000-303F;Hiragana:3040-309F;"
        + "Katakana:30A0-30FF;Bopomofo:3100-312F;Hangul Compatibility Jamo:3130-318F;Kanbun:3190-319F;"
        + "Enclosed CJK Letters and Months:3200-32FF;CJK Compatibility:3300-33FF;CJK Unified Ideographs Extension A:3400-4DBF;"
        + "CJK Unified Ideographs:4E00-9FFF;Yi Syllables:A000-A48F;Yi Radicals:A490-A4CF;Hangul Syllables:AC00-D7AF;"
        + "High Surrogates:D800-DB7F;Low Surrogates:DC00-DFFF;Private Use Area:E000-F8FF;Private Use:E000-F8FF;"
        + "CJK Compatibility Ideographs:F900-FAFF;Alphabetic Presentation Forms:FB00-FB4F;Arabic Presentation Forms-A:FB50-FDFF;"
        + "Variation Selectors:FE00-FE0F;Combining Half Marks:FE20-FE2F;CJK Compatibility Forms:FE30-FE4F;"
        + "Small Form Variants:FE50-FE6F;Arabic Presentation Forms-B:FE70-FEFF;Halfwidth and Fullwidth Forms:FF00-FFEF;"
        + "Specials:FFF0-FFFF;Old Italic:10300-1032F;Gothic:10330-1034F;Deseret:10400-1044F;Musical Symbols:1D100-1D1FF;"
        + "Mathematical Alphanumeric Symbols:1D400-1D7FF;Mahjong Tiles:1F000-1F02F;Domino Tiles:1F030-1F09F;"
        + "Playing Cards:1F0A0-1F0FF;Miscellaneous Symbols and Pictographs:1F300-1F5FF;Emoticons:1F600-1F64F;"
        + "Transport and Map Symbols:1F680-1F6FF;Supplemental Symbols and Pictographs:1F900-1F9FF;"
        + "CJK Unified Ideographs Extension B:20000-2A6DF;CJK Compatibility Ideographs Supplement:2F800-2FA1F;Tags:E0000-E007F";

    private const string ScriptText =
        "Latin:41-5A,61-7A,AA-AA,BA-BA,C0-D6,D8-F6,F8-2B8,2E0-2E4,1D00-1D25,1D2C-1D5C,1D62-1D65,1D6B-1D77,1D79-1DBE,1E00-1EFF,"
        + "2071-2071,207F-207F,2090-209C,212A-212B,2132-2132,214E-214E,2160-2188,2C60-2C7F,A722-A787,A78B-A7CA,A7F2-A7FF,"
        + "AB30-AB5A,AB5C-AB64,FB00-FB06,FF21-FF3A,FF41-FF5A;"
        + "Greek:370-373,375-377,37A-37D,37F-37F,384-384,386-386,388-3E1,3F0-3FF,1F00-1FFE,2126-2126;"
        + "Cyrillic:400-484,487-52F,1C80-1C88,1D2B-1D2B,1D78-1D78,2DE0-2DFF,A640-A69F,FE2E-FE2F;"
        + "Armenian:531-556,559-58A,58D-58F,FB13-FB17;Hebrew:591-5C7,5D0-5EA,5EF-5F4,FB1D-FB4F;"
        + "Arabic:600-604,606-60B,60D-61A,61C-61E,620-63F,641-64A,656-66F,671-6DC,6DE-6FF,750-77F,8A0-8FF,FB50-FDFF,FE70-FEFC;"
        + "Devanagari:900-950,955-963,966-97F,A8E0-A8FF;Thai:E01-E3A,E40-E5B;Georgian:10A0-10C5,10C7-10C7,10CD-10CD,10D0-10FA,10FC-10FF;"
        + "Hangul:1100-11FF,302E-302F,3131-318E,3200-321E,3260-327E,A960-A97C,AC00-D7A3,D7B0-D7FB,FFA0-FFDC;"
        + "Hiragana:3041-3096,309D-309F,1F200-1F200;Katakana:30A1-30FA,30FD-30FF,31F0-31FF,32D0-32FE,3300-3357,FF66-FF6F,FF71-FF9D;"
        + "Han:2E80-2E99,2E9B-2EF3,2F00-2FD5,3005-3005,3007-3007,3021-3029,3038-303B,3400-4DBF,4E00-9FFF,F900-FAD9,20000-323AF";

    private static readonly Lazy<FrozenDictionary<string, CodePointSet>> Blocks = new(() => Read(BlockText, Squeezed));
    private static readonly Lazy<FrozenDictionary<string, CodePointSet>> XPathBlocks =
        new(() => Read(BlockText, name => name.Replace(" ", "", StringComparison.Ordinal)));
    private static readonly Lazy<FrozenDictionary<string, CodePointSet>> Scripts = new(() => Read(ScriptText, Squeezed));

    /// <summary>Whatever the spaces, hyphens, underscores and cases: as Java takes names.</summary>
    public static CodePointSet? Block(string name) => Blocks.Value.GetValueOrDefault(Squeezed(name));

    /// <summary>The name without its spaces.</summary>
    public static CodePointSet? XPathBlock(string name) => XPathBlocks.Value.GetValueOrDefault(name);

    public static CodePointSet? Script(string name) => Scripts.Value.GetValueOrDefault(Squeezed(name));

    public static string Squeezed(string name) =>
        string.Concat(name.Where(c => c is not (' ' or '-' or '_'))).ToUpperInvariant();

    private static FrozenDictionary<string, CodePointSet> Read(string text, Func<string, string> key) => text.Split(';')
        .Select(entry => entry.Split(':'))
        .ToFrozenDictionary(
            entry => key(entry[0]), entry => CodePointSet.Of(entry[1].Split(',').Select(Range)), StringComparer.Ordinal);

    private static (int First, int Last) Range(string text)
    {
        var ends = text.Split('-');
        return (int.Parse(ends[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            int.Parse(ends[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
