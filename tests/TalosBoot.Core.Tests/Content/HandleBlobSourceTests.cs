using TalosBoot.Core.Content;
using TalosBoot.Core.Content.Files;
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

    protected override (BlobSource Source, byte[] Expected) Create()
    {
        var bytes = TestBytes.Noise(100_000);
        var file = File.OpenRead(_folder.WriteFile("content", bytes));
        _files.Add(file);
        return (new HandleBlobSource(file.SafeFileHandle, file.Name, bytes.Length, ContentKind.Data), bytes);
    }
}
