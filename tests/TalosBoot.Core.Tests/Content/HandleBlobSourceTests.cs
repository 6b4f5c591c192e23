using TalosBoot.Core.Content;
using TalosBoot.Core.Content.Files;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Testing;

namespace TalosBoot.Core.Tests.Content;

[ContractOf("HandleBlobSource")]
public sealed class HandleBlobSourceTests : BlobSourceContract
{
    readonly TemporaryFolder _folder = new();
    readonly List<FileStream> _files = [];

    [OneTimeTearDown]
    public void Close()
    {
        _files.ForEach(file => file.Dispose());
        _folder.Dispose();
    }

    /// <summary>As of a failing disk. Who writes what is read would take the failure for one of the output.</summary>
    [Test]
    public void A_failure_to_read_is_told_as_one()
    {
        using var file = new FileStream(_folder["unreadable"], FileMode.Create, FileAccess.Write);
        file.SetLength(10);
        Assert.That(
            () => new HandleBlobSource(file.SafeFileHandle, file.Name, 10, ContentKind.Data).ToArray(),
            Throws.TypeOf<FileAccessException>().With.Property("DiagnosticId").EqualTo("TB6003"));
    }

    protected override (BlobSource Source, byte[] Expected) Create()
    {
        var bytes = TestBytes.Noise(100_000);
        var file = File.OpenRead(_folder.WriteFile("content", bytes));
        _files.Add(file);
        return (new HandleBlobSource(file.SafeFileHandle, file.Name, bytes.Length, ContentKind.Data), bytes);
    }
}
