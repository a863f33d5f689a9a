using System.CommandLine;
using System.Text.Json;
using System.Xml;
using Fairlead.Cli.Input;
using Fairlead.Cli.Output;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Cli.Commands;

/// <summary>Stores documents, and reads, deletes and shares them.</summary>
internal static class DocumentsCommand
{
    public static Command Create(CommonOptions options) =>
        new("documents", "Stores files as documents that processes refer to, and reads, deletes and shares them.")
        {
            CreatePut(options),
            CreateGet(options),
            CreateDelete(options),
            CreateLink(options),
        };

    private static Command CreatePut(CommonOptions options)
    {
        var file = new Argument<string>("FILE") { Description = "The content." };
        var id = new Option<string?>("--id") { Description = "Id of the document; the server chooses one when omitted.", HelpName = "ID" };
        var type = new Option<string?>("--type") { Description = "Media type, such as application/pdf.", HelpName = "TYPE" };
        var name = new Option<string?>("--name") { Description = "Name of the document; that of the file when omitted.", HelpName = "NAME" };
        var keep = new Option<string?>("--for") { Description = "How long it is kept, such as P30D; for ever when omitted.", HelpName = "DURATION" };
        var properties = new Option<string?>("--properties") { Description = "Custom properties: a JSON object, or @FILE.", HelpName = "JSON|@FILE" };
        var command = new Command("put", "Stores a file, and shows the reference that a process can use as a variable.")
        {
            file, id, type, name, keep, properties,
        };
        Session.SetAction(command, options, (session, parsed, cancellation) =>
        {
            var path = parsed.GetRequiredValue(file);
            return PutAsync(
                session,
                path,
                parsed.GetValue(id),
                new DocumentMetadata
                {
                    ContentType = parsed.GetValue(type),
                    FileName = parsed.GetValue(name) ?? Path.GetFileName(path),
                    ExpiresAt = parsed.GetValue(keep) is { } duration ? TimeProvider.System.GetUtcNow() + Duration("--for", duration) : null,
                    CustomProperties = Variables.Read(parsed.GetValue(properties)),
                },
                cancellation);
        });
        return command;
    }

    private static Command CreateGet(CommonOptions options)
    {
        var id = Id();
        var output = new Option<string?>("--output") { Description = "Where to write it; standard output when omitted.", HelpName = "FILE" };
        var command = new Command("get", "Reads a document.") { id, output };
        Session.SetAction(command, options, (session, parsed, cancellation) =>
            GetAsync(session, parsed.GetRequiredValue(id), parsed.GetValue(output), cancellation));
        return command;
    }

    private static Command CreateDelete(CommonOptions options)
    {
        var id = Id();
        var command = new Command("delete", "Deletes a document. References to it stay where they are and lead nowhere.") { id };
        Session.SetAction(command, options, async (session, parsed, cancellation) =>
        {
            await session.Client.Documents.DeleteAsync(parsed.GetRequiredValue(id), cancellation);
            if (!session.WantsJson)
                Screen.WriteLine($"Document {parsed.GetRequiredValue(id)} is deleted.");
        });
        return command;
    }

    private static Command CreateLink(CommonOptions options)
    {
        var id = Id();
        var life = new Option<string>("--for")
        {
            Description = "How long the link works.", HelpName = "DURATION", DefaultValueFactory = _ => "PT1H",
        };
        var command = new Command("link", "Makes an address at which everybody who knows it can read a document for a while.") { id, life };
        Session.SetAction(command, options, async (session, parsed, cancellation) =>
        {
            var link = await session.Client.Documents.CreateLinkAsync(
                parsed.GetRequiredValue(id), Duration("--for", parsed.GetRequiredValue(life)), cancellation);
            if (session.WantsJson)
                JsonOutput.Write(link, JsonOutput.Shapes.DocumentLink);
            else
                Screen.WriteLine($"{link.Url}\nIt works until {Times.Moment(link.ExpiresAt)}.");
        });
        return command;
    }

    private static async Task PutAsync(
        Session session, string path, string? id, DocumentMetadata metadata, CancellationToken cancellation)
    {
        await using var content = Files.Open(path);
        var stored = await Screen.WithProgressAsync(
            $"Storing {path}…", () => session.Client.Documents.CreateAsync(content, metadata, id, cancellation));
        if (session.WantsJson)
        {
            JsonOutput.Write(stored, JsonOutput.Shapes.DocumentReference);
            return;
        }

        var expiry = stored.Metadata.ExpiresAt is { } moment ? $" It is kept until {Times.Moment(moment)}." : "";
        Screen.WriteLine(Invariant(
            $"Document {stored.DocumentId} holds {stored.Metadata.Size} bytes, SHA-256 {stored.ContentHash}.{expiry} As a variable:"));
        Screen.WriteLine(JsonSerializer.Serialize(stored, RestJson.Client.DocumentReference));
    }

    private static async Task GetAsync(Session session, string id, string? output, CancellationToken cancellation)
    {
        await using var document = await session.Client.Documents.OpenAsync(id, contentHash: null, cancellation);
        try
        {
            if (output is null)
            {
                await using var screen = Console.OpenStandardOutput();
                await document.Content.CopyToAsync(screen, cancellation);
                return;
            }

            await using var file = Files.Create(output);
            await document.Content.CopyToAsync(file, cancellation);
            if (!session.WantsJson)
                Screen.WriteLine(Invariant($"{output}: {file.Length} bytes of {document.ContentType}."));
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            throw new ClusterException(
                ClusterError.Unavailable, $"The document {id} broke off: {broken.Message} What was written of it is not whole.");
        }
    }

    private static Argument<string> Id() => new("ID") { Description = "Id of the document, as put shows it." };

    private static TimeSpan Duration(string option, string text)
    {
        try
        {
            return XmlConvert.ToTimeSpan(text);
        }
        catch (Exception unreadable) when (unreadable is FormatException or OverflowException)
        {
            throw new UsageException($"'{text}' is no duration for {option}. Give one such as PT1H or P30D.");
        }
    }
}
