using System.Globalization;

namespace Fairlead.Broker.Tests;

public sealed class DataFolderTests
{
    [Fact]
    public void A_folder_in_use_is_refused_and_the_message_names_the_holder()
    {
        using var temp = new TempFolder();
        using var held = DataFolder.Open(temp.Path);

        var refusal = Assert.Throws<DataFolderException>(() => DataFolder.Open(temp.Path));

        Assert.Equal(DataFolderException.Locked, refusal.Code);
        Assert.Contains(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), refusal.Message, StringComparison.Ordinal);
        Assert.Contains(temp.Path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Broker:DataFolder", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_was_let_go_can_be_opened_again()
    {
        using var temp = new TempFolder();
        DataFolder.Open(temp.Path).Dispose();

        using var again = DataFolder.Open(temp.Path);

        Assert.Equal("1", File.ReadAllText(temp["version"]).Trim());
    }

    [Fact]
    public void A_lock_file_that_nobody_holds_any_more_does_not_lock()
    {
        using var temp = new TempFolder();
        File.WriteAllText(temp["lock"], "");
        File.WriteAllText(temp["lock.pid"], "999999999");

        using var folder = DataFolder.Open(temp.Path);

        Assert.Equal(temp.Path, folder.Path);
    }

    [Fact]
    public void A_newer_folder_is_refused_and_stays_as_it_is()
    {
        using var temp = new TempFolder();
        File.WriteAllText(temp["version"], "2\n");

        var refusal = Assert.Throws<DataFolderException>(() => DataFolder.Open(temp.Path));

        Assert.Equal(DataFolderException.Newer, refusal.Code);
        Assert.Contains("format 2", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("2\n", File.ReadAllText(temp["version"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("one")]
    [InlineData("-1")]
    public void A_version_that_is_no_number_is_refused(string text)
    {
        using var temp = new TempFolder();
        File.WriteAllText(temp["version"], text);

        var refusal = Assert.Throws<DataFolderException>(() => DataFolder.Open(temp.Path));

        Assert.Equal(DataFolderException.Unreadable, refusal.Code);
    }

    [Fact]
    public void A_store_without_a_version_is_not_guessed_at()
    {
        using var temp = new TempFolder();
        Directory.CreateDirectory(temp["truth"]);

        var refusal = Assert.Throws<DataFolderException>(() => DataFolder.Open(temp.Path));

        Assert.Equal(DataFolderException.Unreadable, refusal.Code);
    }

    [Fact]
    public void A_path_that_cannot_be_a_folder_is_refused_with_its_name()
    {
        using var temp = new TempFolder();
        File.WriteAllText(temp["file"], "");
        var path = Path.Combine(temp["file"], "data");

        var refusal = Assert.Throws<DataFolderException>(() => DataFolder.Open(path));

        Assert.Equal(DataFolderException.Unreadable, refusal.Code);
        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_folder_is_not_held()
    {
        using var temp = new TempFolder();
        File.WriteAllText(temp["version"], "2\n");
        Assert.Throws<DataFolderException>(() => DataFolder.Open(temp.Path));
        File.WriteAllText(temp["version"], "1\n");

        using var folder = DataFolder.Open(temp.Path);

        Assert.Equal(temp.Path, folder.Path);
    }
}
