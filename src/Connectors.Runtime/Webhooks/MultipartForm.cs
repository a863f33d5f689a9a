using System.Text;

using Fairlead.Feel;

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>A form of parts: its fields, and what is known of its files before anybody wants them.</summary>
/// <param name="Fields">By name; a part that says it is JSON is what it says.</param>
/// <param name="Files">In order of the parts.</param>
internal sealed record MultipartForm(FeelValue Fields, IReadOnlyList<FilePart> Files)
{
    private const int BoundaryAtMost = 128;
    private const int PartsAtMost = 1_000;

    /// <param name="bytesAtMost">Of all fields together.</param>
    /// <exception cref="WebhookRefusal">It is broken, or has more than it may have.</exception>
    public static async Task<MultipartForm> ReadAsync(
        string? contentType, ReceivedBody body, int bytesAtMost, CancellationToken cancellation)
    {
        var fields = new FormFields();
        var files = new List<FilePart>();
        var fieldBytes = 0;
        await foreach (var part in PartsAsync(contentType, body, cancellation))
        {
            if (part.IsFile)
            {
                var size = await LengthAsync(part.Content, cancellation);
                // What a browser sends for a file that nobody chose.
                if (size > 0 || part.FileName is { Length: > 0 })
                    files.Add(new FilePart(part.Index, part.Name, part.FileName, part.ContentType, size));
                continue;
            }

            // In memory it was counted with the body; on disk it was not.
            var text = await ReadAsync(part.Content, bytesAtMost - fieldBytes, cancellation);
            fieldBytes += text.Length;
            if (body.Upload is not null)
                body.TakeBytes(text.Length);
            var form = BodyForms.Of(part.ContentType);
            if (form is BodyForm.Unknown)
                throw BodyForms.NotUnderstood();
            fields.Add(
                part.Name,
                form is BodyForm.Json && part.ContentType is not null
                    ? BodyText.Json(part.ContentType, text)
                    : BodyText.Text(part.ContentType, text));
        }

        return new MultipartForm(fields.ToFeel(), files);
    }

    /// <param name="take">Gets each file of the form in its order.</param>
    public async Task ReadFilesAsync(
        string? contentType, ReceivedBody body, Func<FilePart, Stream, Task> take, CancellationToken cancellation)
    {
        var wanted = Files.ToDictionary(file => file.Index);
        await foreach (var part in PartsAsync(contentType, body, cancellation))
        {
            if (wanted.TryGetValue(part.Index, out var file))
                await take(file, part.Content);
        }
    }

    private static async IAsyncEnumerable<Part> PartsAsync(
        string? contentType, ReceivedBody body, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= BoundaryAtMost } boundary)
            throw Broken("its content type names no usable boundary");

        await using var content = body.Open();
        var reader = new MultipartReader(boundary, content);
        for (var index = 0; await NextAsync(reader, cancellation) is { } section; index++)
        {
            if (index == PartsAtMost)
                throw Broken($"it has more than {PartsAtMost:N0} parts");
            yield return Part.Of(section, index);
        }
    }

    private static async Task<MultipartSection?> NextAsync(MultipartReader reader, CancellationToken cancellation)
    {
        try
        {
            return await reader.ReadNextSectionAsync(cancellation);
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException)
        {
            throw Broken(broken.Message.TrimEnd('.'));
        }
    }

    private static async Task<long> LengthAsync(Stream content, CancellationToken cancellation)
    {
        var piece = new byte[16 * 1024];
        long length = 0;
        while (await ReadAsync(content, piece, cancellation) is var read and > 0)
            length += read;
        return length;
    }

    private static async Task<byte[]> ReadAsync(Stream content, int bytesAtMost, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        var piece = new byte[4 * 1024];
        while (await ReadAsync(content, piece, cancellation) is var read and > 0)
        {
            bytes.Write(piece, 0, read);
            if (bytes.Length > bytesAtMost)
                throw WebhookRefusal.Of(
                    StatusCodes.Status413PayloadTooLarge,
                    "WEBHOOK_TOO_LARGE",
                    "The fields of the form have more bytes than a body may have in memory (option "
                    + $"{WebhooksOptions.Section}:{nameof(WebhooksOptions.BodyBytesAtMost)}): send long ones as files.");
        }

        return bytes.ToArray();
    }

    private static async Task<int> ReadAsync(Stream content, byte[] piece, CancellationToken cancellation)
    {
        try
        {
            return await content.ReadAsync(piece, cancellation);
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException)
        {
            throw Broken(broken.Message.TrimEnd('.'));
        }
    }

    private static WebhookRefusal Broken(string why) =>
        WebhookRefusal.Unreadable(StatusCodes.Status400BadRequest, "WEBHOOK_BAD_FORM", $"The form cannot be read: {why}.");

    private sealed record Part(int Index, string Name, bool IsFile, string? FileName, string? ContentType, Stream Content)
    {
        public static Part Of(MultipartSection section, int index)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                throw Broken("a part has no Content-Disposition header");
            var fileName = disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName;
            return new Part(
                index,
                HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "",
                IsFile: fileName.HasValue,
                FileNames.Clean(HeaderUtilities.RemoveQuotes(fileName).Value),
                section.ContentType,
                section.Body);
        }
    }
}

/// <summary>A file of a form.</summary>
/// <param name="Index">Of the part.</param>
/// <param name="Field">Name of the part.</param>
/// <param name="FileName">Null when it has none.</param>
/// <param name="ContentType">Null when it has none.</param>
internal sealed record FilePart(int Index, string Field, string? FileName, string? ContentType, long SizeBytes);

/// <summary>Names that strangers give to their files.</summary>
internal static class FileNames
{
    private const int LettersAtMost = 255;

    /// <returns>The name without folders and control characters; null when nothing is left.</returns>
    public static string? Clean(string? name)
    {
        if (name is null)
            return null;
        var last = new StringBuilder(name[(name.LastIndexOfAny(['/', '\\']) + 1)..].Trim());
        for (var i = last.Length - 1; i >= 0; i--)
        {
            if (char.IsControl(last[i]))
                last.Remove(i, 1);
        }

        if (last.Length > LettersAtMost)
            last.Length = LettersAtMost;
        return last.Length is 0 ? null : last.ToString();
    }
}
