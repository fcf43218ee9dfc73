package org.elasticsearch.plugins;

import java.io.Reader;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.ckb.SoraniAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.fa.PersianAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.tr.TurkishAnalyzer;
import org.elasticsearch.index.analysis.AbstractCharFilterFactory;
import org.elasticsearch.index.analysis.AbstractIndexAnalyzerProvider;
import org.elasticsearch.index.analysis.AnalyzerProvider;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.NormalizingCharFilterFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;

/** What the module analysis-common gives a real installation, as far as our templates use it. */
public class TestAnalysis extends Plugin implements AnalysisPlugin {
    @Override
    public Map<String, AnalysisProvider<CharFilterFactory>> getCharFilters() {
        return Map.of("mapping", (index, environment, name, settings) -> new Mapping(name, settings.getAsList("mappings")));
    }

    @Override
    public Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> getAnalyzers() {
        Map<String, Supplier<Analyzer>> made = Map.of(
            "arabic", ArabicAnalyzer::new, "english", EnglishAnalyzer::new, "french", FrenchAnalyzer::new,
            "german", GermanAnalyzer::new, "persian", PersianAnalyzer::new, "russian", RussianAnalyzer::new,
            "sorani", SoraniAnalyzer::new, "spanish", SpanishAnalyzer::new, "turkish", TurkishAnalyzer::new
        );
        Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> analyzers = new HashMap<>();
        made.forEach((name, supplier) -> analyzers.put(name, (index, environment, given, settings) -> new Provider(name, supplier.get())));
        return analyzers;
    }

    private static class Provider extends AbstractIndexAnalyzerProvider<Analyzer> {
        private final Analyzer analyzer;

        Provider(String name, Analyzer analyzer) {
            super(name);
            this.analyzer = analyzer;
        }

        @Override
        public Analyzer get() {
            return analyzer;
        }
    }

    private static class Mapping extends AbstractCharFilterFactory implements NormalizingCharFilterFactory {
        private final NormalizeCharMap map;

        Mapping(String name, java.util.List<String> rules) {
            super(name);
            var builder = new NormalizeCharMap.Builder();
            for (String rule : rules) {
                int arrow = rule.indexOf("=>");
                builder.add(read(rule.substring(0, arrow)), read(rule.substring(arrow + 2)));
            }
            map = builder.build();
        }

        @Override
        public Reader create(Reader reader) {
            return new MappingCharFilter(map, reader);
        }

        private static String read(String escaped) {
            String trimmed = escaped.trim();
            var plain = new StringBuilder();
            for (int at = 0; at < trimmed.length(); at++) {
                if (trimmed.startsWith("\\u", at)) {
                    plain.append((char) Integer.parseInt(trimmed.substring(at + 2, at + 6), 16));
                    at += 5;
                } else {
                    plain.append(trimmed.charAt(at));
                }
            }
            return plain.toString();
        }
    }
}
