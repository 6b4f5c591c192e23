using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.Layouts;

/// <summary>The files of a folder. Symbolic links are refused, as they would lead out of it.</summary>
internal sealed class FolderFiles(string folder) : IStoreFiles
{
    public string Name => folder;

    public BlobSource? Find(string path)
    {
        var file = new FileInfo(Path.Combine(folder, path));
        return !file.Exists ? null
            : file.LinkTarget is null ? BlobSource.FromFile(file.FullName)
            : throw new RegistryException(
                DiagnosticIds.ImageStoreInvalid, folder, $"\"{path}\" is a symbolic link, where a file should be. Copy the image again.");
    }
}
