using System.Text;
using System.Text.Json;
using TalosBoot.Testing;

namespace TalosBoot.Cli.Tests;

/// <summary>Every verb answers programs with <c>--json</c>: one document on standard output, and one on standard error where nothing came of it.</summary>
[TestFixture]
public sealed class JsonTests
{
    TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public void Create()
    {
        _folder = new TemporaryFolder();
        _folder.WriteFile("schematic.yaml", Encoding.UTF8.GetBytes("customization:\n    extraKernelArgs:\n        - a=b\n"));
        Directory.CreateDirectory(_folder["cache/blobs"]);
        Directory.CreateDirectory(_folder["cache/blobs/locks"]);
        _folder.WriteFile("cache/blobs/one", [1, 2, 3]);
    }

    [OneTimeTearDown]
    public void Dispose() => _folder.Dispose();

    [TestCase("build metal-uki --talos 1.12.0 --arch amd64 --images RELEASE --output FOLDER", "path", "size", "schematic", "commandLine", "warnings")]
    [TestCase("plan metal --talos 1.12.0 --arch amd64 --images RELEASE", "fileName", "commandLine", "inputs", "pcr11", "warnings")]
    [TestCase("schematic id FOLDER/schematic.yaml", "id", "file")]
    [TestCase("schematic explain FOLDER/schematic.yaml", "yaml", "ids", "warnings")]
    [TestCase("schematic check FOLDER/schematic.yaml", "file", "warnings")]
    [TestCase("schematic new --extension siderolabs/gvisor", "id", "yaml")]
    [TestCase("extensions ls --talos 1.12.0 --images RELEASE", "name", "tag", "reference")]
    [TestCase("extensions resolve --talos 1.12.0 --images RELEASE siderolabs/demo-hello", "name", "tag", "reference")]
    [TestCase("overlays ls --talos 1.12.0 --images RELEASE", "name", "repository", "tag")]
    [TestCase("keys pcr --output FOLDER/keys", "files")]
    [TestCase("inspect FOLDER/schematic.yaml", "kind")]
    [TestCase("bundle create --talos 1.12.0 --images RELEASE --output FOLDER/bundle", "images")]
    [TestCase("cache info --cache FOLDER/cache", "name", "files", "bytes")]
    [TestCase("completion bash", "script")]
    [TestCase("version", "version")]
    public void A_verb_answers_with_a_document(string call, params string[] members)
    {
        var result = Run(call);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        using var document = JsonDocument.Parse(result.Output);
        var answer = document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement.EnumerateArray().First() : document.RootElement;
        Assert.That(members.Where(member => !answer.TryGetProperty(member, out _)), Is.Empty, result.Output);
    }

    [Test]
    public void Assets_are_measured_and_compared_in_documents()
    {
        Assert.That(Run("build metal-uki --talos 1.12.0 --arch amd64 --images RELEASE --output FOLDER/measured").ExitCode, Is.Zero);
        using var measured = JsonDocument.Parse(Run("measure FOLDER/measured/metal-amd64-uki.efi").Output);
        Assert.That(measured.RootElement.EnumerateArray().Select(value => value.GetProperty("phase").GetString()), Does.Contain("enter-machined"));
        using var compared = JsonDocument.Parse(Run("diff FOLDER/measured/metal-amd64-uki.efi FOLDER/measured/metal-amd64-uki.efi").Output);
        Assert.That(compared.RootElement.GetArrayLength(), Is.Zero);
        _folder.WriteFile("measured/changed.efi", ChangedUki.Of(_folder["measured", "metal-amd64-uki.efi"]));
        var changed = Run("diff FOLDER/measured/metal-amd64-uki.efi FOLDER/measured/changed.efi");
        Assert.That(changed.ExitCode, Is.EqualTo(1));
        using var differences = JsonDocument.Parse(changed.Output);
        Assert.That(
            differences.RootElement.EnumerateArray().Single().EnumerateObject().Select(member => (member.Name, member.Value.GetString())),
            Is.EqualTo(new[] { ("path", ".cmdline"), ("kind", "Content"), ("text", ChangedUki.Difference) }));
    }

    [TestCase("inspect /nowhere", 6, "TB6003")]
    [TestCase("inspekt /nowhere", 1, "arguments")]
    [TestCase("plan iso --tlos v1.12.0", 1, "arguments")]
    [TestCase("version --progress bogus", 1, "arguments")]
    [TestCase("build izo --talos v1.12.0", 2, "TB1004")]
    [TestCase("build izo --talos v1.12.0 --progress plain", 2, "TB1004")]
    [TestCase("build iso --talos v1.12.99 --images RELEASE", 5, "TB2002")]
    public void A_failure_is_a_document_on_standard_error(string call, int exitCode, string id)
    {
        var result = Run(call);
        Assert.That(result.ExitCode, Is.EqualTo(exitCode));
        Assert.That(result.Output, Is.Empty);
        using var document = JsonDocument.Parse(result.Error);
        Assert.That(document.RootElement.GetProperty("exitCode").GetInt32(), Is.EqualTo(exitCode));
        Assert.That(document.RootElement.GetProperty("error").GetString(), Is.Not.Empty);
        Assert.That(document.RootElement.GetProperty("id").GetString(), Is.EqualTo(id));
    }

    [TestCase("build izo --talos v1.12.0 --progress json")]
    [TestCase("build izo --talos v1.12.0 --verbose --json")]
    [TestCase("inspekt /nowhere --progress json")]
    public void Lines_of_progress_and_the_failure_after_them_are_all_JSON(string call)
    {
        var lines = CliProgram.Run(call.Split(' ')).Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.That(lines[^1].GetProperty("id").GetString(), Is.Not.Empty);
        Assert.That(lines[..^1].Select(line => line.TryGetProperty("error", out _)), Is.All.False);
    }

    [Test]
    public void A_build_says_nothing_beside_its_document()
    {
        var result = Run("build metal-uki --talos 1.12.0 --arch amd64 --images RELEASE --output FOLDER/silent");
        Assert.That((result.ExitCode, result.Error), Is.EqualTo((0, string.Empty)));
    }

    ToolResult Run(string call) => CliProgram.Run(
        [.. call.Split(' ').Select(word => word.Replace("FOLDER", _folder.Path, StringComparison.Ordinal).Replace("RELEASE", DemoRelease.Folder, StringComparison.Ordinal)), "--json"]);
}
