using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Fairlead.Server.Http;

/// <summary>The parts of a multipart form, one after the other as they arrive.</summary>
internal sealed class FormParts
{
    private const int BoundaryAtMost = 128;

    private readonly MultipartReader _reader;

    private FormParts(MultipartReader reader) => _reader = reader;

    /// <param name="expectation">What the request takes, as the beginning of a sentence.</param>
    /// <exception cref="RequestRefusal">It is no form.</exception>
    public static FormParts Of(HttpRequest request, string expectation)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            throw RequestRefusal.OfHttp(
                StatusCodes.Status415UnsupportedMediaType, $"{expectation}, but its content type is '{request.ContentType}'.");
        }

        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        return boundary is { Length: > 0 and <= BoundaryAtMost }
            ? new FormParts(new MultipartReader(boundary, request.Body))
            : throw RequestRefusal.OfHttp(StatusCodes.Status400BadRequest, "The content type of the form names no usable boundary.");
    }

    /// <param name="take">Gets each part; it must read what it wants before it returns.</param>
    /// <exception cref="RequestRefusal">The form is broken.</exception>
    public async Task ReadAsync(Func<FormPart, Task> take, CancellationToken cancellation)
    {
        try
        {
            while (await _reader.ReadNextSectionAsync(cancellation) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                    throw RequestRefusal.OfHttp(StatusCodes.Status400BadRequest, "A part of the form has no Content-Disposition header.");
                var name = disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName;
                await take(new FormPart(
                    HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "",
                    HeaderUtilities.RemoveQuotes(name).Value,
                    section.ContentType,
                    section.Body));
            }
        }
        catch (BadHttpRequestException)
        {
            // It knows its own status: too large, too slow.
            throw;
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException)
        {
            throw RequestRefusal.OfHttp(StatusCodes.Status400BadRequest, $"The form cannot be read: {broken.Message}");
        }
    }
}

/// <summary>One part of a form.</summary>
/// <param name="Name">The field.</param>
/// <param name="FileName">Null or empty when there is none.</param>
/// <param name="ContentType">Null when there is none.</param>
/// <param name="Body">Can be read once.</param>
internal sealed record FormPart(string Name, string? FileName, string? ContentType, Stream Body)
{
    /// <exception cref="RequestRefusal">It is larger.</exception>
    public async Task<byte[]> ReadAsync(CancellationToken cancellation, int bytesAtMost = int.MaxValue)
    {
        using var content = new MemoryStream();
        var piece = new byte[4096];
        while (await Body.ReadAsync(piece, cancellation) is var read and > 0)
        {
            content.Write(piece, 0, read);
            if (content.Length > bytesAtMost)
                throw RequestRefusal.OfHttp(StatusCodes.Status413PayloadTooLarge, $"The form field '{Name}' has more than {bytesAtMost:N0} bytes.");
        }

        return content.ToArray();
    }
}
