namespace Fairlead.Feel.Patterns;

/// <summary>The names that Java's <c>\p{…}</c> knows.</summary>
internal static class JavaProperties
{
    private static readonly CodePointSet Letters = CodePointSet.Of([('A', 'Z'), ('a', 'z')]);
    private static readonly CodePointSet Signs = CodePointSet.Of([('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]);

    /// <summary>Nothing when there is no such property.</summary>
    public static CodePointSet? Named(string name)
    {
        if (name.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
            return WithKey(UnicodeBlocks.Squeezed(name[..equals]), name[(equals + 1)..]);
        if (name.StartsWith("java", StringComparison.Ordinal))
            return OfJava(name[4..]);
        if (name.StartsWith("In", StringComparison.Ordinal))
            return UnicodeBlocks.Block(name[2..]);
        if (name.StartsWith("Is", StringComparison.Ordinal))
            return Binary(name[2..]) ?? UnicodeTable.Category(name[2..]) ?? UnicodeBlocks.Script(name[2..]);
        return Posix(name) ?? UnicodeTable.Category(name);
    }

    /// <summary>A property that a code point has or has not.</summary>
    public static CodePointSet? Binary(string name) => UnicodeBlocks.Squeezed(name) switch
    {
        "ALPHABETIC" => UnicodeTable.Union("Lu", "Ll", "Lt", "Lm", "Lo", "Nl"),
        "IDEOGRAPHIC" => UnicodeBlocks.Script("Han"),
        "LETTER" => UnicodeTable.Category("L"),
        "LOWERCASE" => UnicodeTable.Category("Ll"),
        "UPPERCASE" => UnicodeTable.Category("Lu"),
        "TITLECASE" => UnicodeTable.Category("Lt"),
        "PUNCTUATION" => UnicodeTable.Category("P"),
        "CONTROL" => UnicodeTable.Category("Cc"),
        "DIGIT" => UnicodeTable.Category("Nd"),
        "WHITESPACE" => UnicodeTable.Category("Z")!.Union(CodePointSet.Of([('\t', '\r'), (0x85, 0x85)])),
        "HEXDIGIT" => CodePointSet.Of([('0', '9'), ('A', 'F'), ('a', 'f'), (0xFF10, 0xFF19), (0xFF21, 0xFF26), (0xFF41, 0xFF46)]),
        "JOINCONTROL" => CodePointSet.Of(0x200C, 0x200D),
        "ASSIGNED" => UnicodeTable.Category("Cn")!.Complement(),
        "WORD" => UnicodeTable.Union("Lu", "Ll", "Lt", "Lm", "Lo", "Nl", "Mn", "Mc", "Me", "Nd", "Pc")
            .Union(CodePointSet.Of(0x200C, 0x200D)),
        _ => null,
    };

    private static CodePointSet? WithKey(string key, string value) => key switch
    {
        "SCRIPT" or "SC" => UnicodeBlocks.Script(value),
        "BLOCK" or "BLK" => UnicodeBlocks.Block(value),
        "GENERALCATEGORY" or "GC" => UnicodeTable.Category(value),
        _ => null,
    };

    private static CodePointSet? OfJava(string name) => name switch
    {
        "LowerCase" => UnicodeTable.Category("Ll"),
        "UpperCase" => UnicodeTable.Category("Lu"),
        "TitleCase" => UnicodeTable.Category("Lt"),
        "Alphabetic" => Binary("Alphabetic"),
        "Letter" => UnicodeTable.Category("L"),
        "Digit" => UnicodeTable.Category("Nd"),
        "LetterOrDigit" => UnicodeTable.Category("L")!.Union(UnicodeTable.Category("Nd")!),
        "SpaceChar" => UnicodeTable.Category("Z"),
        "Whitespace" => UnicodeTable.Category("Z")!.Except(CodePointSet.OfAny("\u00a0\u2007\u202f"))
            .Union(CodePointSet.Of([('\t', '\r'), (0x1C, 0x1F)])),
        _ => null,
    };

    private static CodePointSet? Posix(string name) => name switch
    {
        "Lower" => CodePointSet.Of('a', 'z'),
        "Upper" => CodePointSet.Of('A', 'Z'),
        "ASCII" => CodePointSet.Of(0, 0x7F),
        "Alpha" => Letters,
        "Digit" => CodePointSet.Of('0', '9'),
        "Alnum" => Letters.Union(CodePointSet.Of('0', '9')),
        "Punct" => Signs,
        "Graph" => CodePointSet.Of('!', '~'),
        "Print" => CodePointSet.Of(' ', '~'),
        "Blank" => CodePointSet.OfAny(" \t"),
        "Cntrl" => CodePointSet.Of([(0, 0x1F), (0x7F, 0x7F)]),
        "XDigit" => CodePointSet.Of([('0', '9'), ('A', 'F'), ('a', 'f')]),
        "Space" => CodePointSet.OfAny(" \t\n\v\f\r"),
        "L1" => CodePointSet.Of(0, 0xFF),
        _ => null,
    };
}
