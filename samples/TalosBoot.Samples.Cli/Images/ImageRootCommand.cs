using System.CommandLine;

namespace TalosBoot.Samples.Cli.Images;

/// <summary>The root of crane's commands, which fail with exit code 1 whatever fails.</summary>
sealed class ImageRootCommand() : RootCommand("Works with container images in registries.");
