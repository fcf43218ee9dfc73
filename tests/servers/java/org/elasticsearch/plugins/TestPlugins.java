package org.elasticsearch.plugins;

import java.util.List;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.transport.netty4.Netty4Plugin;

/** The plugins of the test server, from the class path: the HTTP transport and the analyzers. */
public class TestPlugins extends PluginsService {
    private final List<LoadedPlugin> loaded;

    public TestPlugins(Settings settings, PluginsLoader loader) {
        super(settings, null, loader);
        loaded = List.of(load(Netty4Plugin.class, settings), load(TestAnalysis.class, settings));
        loadExtensions(loaded);
    }

    private static LoadedPlugin load(Class<? extends Plugin> plugin, Settings settings) {
        var descriptor = new PluginDescriptor(
            plugin.getSimpleName(), "", "1", "1", "21", plugin.getName(), null, List.of(), false, false, false, false,
            PluginDescriptor.DeploymentTarget.ALL
        );
        return new LoadedPlugin(descriptor, loadPlugin(plugin, settings, null), TestPlugins.class.getClassLoader());
    }

    @Override
    protected List<LoadedPlugin> plugins() {
        return loaded == null ? List.of() : loaded;
    }
}
